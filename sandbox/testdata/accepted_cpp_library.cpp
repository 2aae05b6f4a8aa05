// expect: OK
// limits: time=5s memory=256M
// why: iostream, fstream, filesystem, locale, random, chrono, regex, exceptions.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <locale>
#include <random>
#include <regex>
#include <sstream>
#include <thread>

int main() {
  std::ios::sync_with_stdio(false);
  std::locale::global(std::locale("C"));
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "folder";
  std::filesystem::create_directories(folder / "deeper");
  std::ofstream(folder / "file") << "12 apples";
  std::filesystem::copy_file(folder / "file", folder / "copy");
  std::filesystem::rename(folder / "copy", folder / "deeper" / "file");
  std::ostringstream text;
  text << std::ifstream(folder / "deeper" / "file").rdbuf();
  std::smatch match;
  const std::string string = text.str();
  if (!std::regex_match(string, match, std::regex("(\\d+) (\\w+)")) || match[2] != "apples") return 1;
  if (std::filesystem::remove_all(folder) != 4) return 2;
  if (std::uniform_int_distribution<>(0, 9)(*std::make_unique<std::mt19937_64>(std::random_device()())) > 9) return 3;
  const auto before = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  if (std::chrono::steady_clock::now() - before < std::chrono::milliseconds(2)) return 4;
  if (std::chrono::system_clock::now().time_since_epoch() < std::chrono::hours(24 * 365)) return 5;
  try {
    throw std::runtime_error("expected");
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
  }
}
