#include "base/config_file.h"

#include <cstdlib>
#include <istream>
#include <memory>
#include <vector>

namespace judge {
namespace {

// "" where it is not set, and of an option that has none: CLI11 makes no difference either.
std::string FromEnvironment(const std::string& variable) {
  const char* const value = std::getenv(variable.c_str());
  return value != nullptr ? value : "";
}

// CLI11 2.1 reads the file before it looks at the environment, and of each option keeps what came first: here what the
// environment says is left out of the file.
class FileBelowEnvironment final : public CLI::ConfigTOML {
 public:
  // For that app, which owns it.
  explicit FileBelowEnvironment(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> left = CLI::ConfigTOML::from_config(input);
    std::erase_if(left, [this](const CLI::ConfigItem& item) { return IsInEnvironment(item); });
    return left;
  }

 private:
  bool IsInEnvironment(const CLI::ConfigItem& item) const {
    const CLI::Option* const option = item.parents.empty() ? app_.get_option_no_throw("--" + item.name) : nullptr;
    return option != nullptr && !FromEnvironment(option->get_envname()).empty();
  }

  const CLI::App& app_;
};

}  // namespace

void AddConfigFile(CLI::App& app, const std::string& variable) {
  app.config_formatter(std::make_shared<FileBelowEnvironment>(app));
  // For this variable, too, CLI11 2.1 looks too late; and a default file may be missing, unless it is required.
  const std::string named = FromEnvironment(variable);
  app.set_config("--config", named, "File with options", /*config_required=*/!named.empty())
      ->envname(variable)
      ->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
}

}  // namespace judge
