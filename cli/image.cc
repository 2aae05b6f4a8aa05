// judge-cli image: makes, lists and checks the images that boxes stand on.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/escape.h"
#include "base/status_macros.h"
#include "base/table.h"
#include "cli/commands.h"
#include "cli/words.h"
#include "image/store.h"

namespace judge::cli {
namespace {

absl::StatusOr<image::ImageStore> OpenStore(const Globals& globals) {
  return image::ImageStore::Open(FolderWithImages(globals.machine.state_folder),
                                 globals.machine.profiles_folder + "/images");
}

// No name means every image.
absl::StatusOr<std::vector<std::string>> NamesOrAll(const image::ImageStore& store, std::vector<std::string> names) {
  if (!names.empty()) return names;
  JUDGE_ASSIGN_OR_RETURN(const std::vector<image::ImageInfo> all, store.List());
  for (const image::ImageInfo& info : all) names.push_back(info.name);
  return names;
}

// On a terminal the tools' many lines take each other's place; in a pipe each one stays.
absl::Status BuildOne(const image::ImageStore& store, const std::string& name, Terminal& terminal) {
  const auto show = [&](absl::string_view line) {
    const std::string text = absl::StrCat(name, ": ", EscapeForLine(line));
    if (terminal.stderr_is_terminal())
      terminal.Progress(text);
    else
      std::fprintf(stderr, "%s\n", text.c_str());
  };
  const absl::StatusOr<std::vector<image::Layer>> stack = store.Build(name, show);
  terminal.ClearProgress();
  if (!stack.ok()) return Annotate(stack.status(), absl::StrCat("image ", name));
  Print(absl::StrCat("image ", name, " is ready (", stack->front().digest.substr(0, 12), ")\n"));
  return absl::OkStatus();
}

ExitCode Build(const Globals& globals, const std::vector<std::string>& wanted) {
  Terminal terminal(globals.color);
  const absl::StatusOr<image::ImageStore> store = OpenStore(globals);
  if (!store.ok()) return Fail(store.status());
  const absl::StatusOr<std::vector<std::string>> names = NamesOrAll(*store, wanted);
  if (!names.ok()) return Fail(names.status());
  for (const std::string& name : *names) {
    const absl::Status status = BuildOne(*store, name, terminal);
    // A tool that failed (no network, no disk space) is the machine's trouble; only a wrong name or recipe is the
    // caller's.
    if (!status.ok()) return Fail(ExitCodeOf(status) == kBadInput ? kBadInput : kMachine, status);
  }
  return kOk;
}

ExitCode ListImages(const Globals& globals) {
  const Terminal terminal(globals.color);
  const absl::StatusOr<image::ImageStore> store = OpenStore(globals);
  if (!store.ok()) return Fail(store.status());
  const absl::StatusOr<std::vector<image::ImageInfo>> images = store->List();
  if (!images.ok()) return Fail(images.status());
  const Table table(terminal, {{"image", 12}, {"built", 5}, {"on top of", 12}, {"size", 11, true}, {"digest"}});
  Print(table.Header());
  for (const image::ImageInfo& info : *images) {
    Print(table.Row({{info.name},
                     info.built ? Cell{"yes", Color::kGreen} : Cell{"no", Color::kRed},
                     {info.parent.empty() ? "-" : info.parent},
                     {info.built ? MemoryText(static_cast<uint64_t>(info.bytes)) : ""},
                     {info.digest.substr(0, 12), Color::kGrey}}));
  }
  return kOk;
}

ExitCode Verify(const Globals& globals, const std::vector<std::string>& wanted) {
  Terminal terminal(globals.color);
  const absl::StatusOr<image::ImageStore> store = OpenStore(globals);
  if (!store.ok()) return Fail(store.status());
  const absl::StatusOr<std::vector<std::string>> names = NamesOrAll(*store, wanted);
  if (!names.ok()) return Fail(names.status());
  for (const std::string& name : *names) {
    terminal.Progress(absl::StrCat("reading every file of image ", name, " ..."));
    const absl::Status status = store->Verify(name);
    terminal.ClearProgress();
    if (absl::IsDataLoss(status)) return Fail(kNotAccepted, Annotate(status, absl::StrCat("image ", name)));
    // NOT_FOUND: no such recipe, or not built. The message says which.
    if (!status.ok()) return Fail(Annotate(status, absl::StrCat("image ", name)));
    Print(absl::StrCat("image ", name, " is as it was built\n"));
  }
  return kOk;
}

}  // namespace

void AddImage(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* const image = app.add_subcommand("image", "Build, list and check the images that programs run in");
  image->require_subcommand(1);
  image->footer(
      "An image is a recipe in profiles/images/, built once into the state folder with mmdebstrap (root, network,\n"
      "about a minute). Profiles name the image that they compile and run in.\n\n"
      "Examples:\n"
      "  judge-cli image build          every image that is not built yet\n"
      "  judge-cli image build base\n"
      "  judge-cli image verify         has any file changed since?");
  const auto names = std::make_shared<std::vector<std::string>>();

  CLI::App* const build = image->add_subcommand("build", "Build images that are not built yet");
  build->add_option("NAME", *names, "Images; without a name all of them");
  build->callback([=, &globals, &action] { action = [=, &globals] { return Build(globals, *names); }; });

  CLI::App* const list = image->add_subcommand("list", "Show every image and whether it is built");
  list->callback([&globals, &action] { action = [&globals] { return ListImages(globals); }; });

  CLI::App* const verify = image->add_subcommand("verify", "Compare every file of an image with what was built");
  verify->add_option("NAME", *names, "Images; without a name all of them");
  verify->callback([=, &globals, &action] { action = [=, &globals] { return Verify(globals, *names); }; });
}

}  // namespace judge::cli
