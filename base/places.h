// Where things lie when nobody says otherwise: for root the machine's places, for an ordinary user his own.
#ifndef JUDGE_BASE_PLACES_H_
#define JUDGE_BASE_PLACES_H_

#include <string>

#include "absl/status/status.h"

namespace judge {

// Whether this process is the machine's root, and not that of a user namespace, such as a container without root has.
bool IsRoot();

// What is kept: $JUDGE_STATE, else root's /var/lib/judge, else $XDG_STATE_HOME/judge or ~/.local/state/judge. Empty for
// a user without a home.
std::string DefaultStateFolder();

// Locks and mount points, gone after a restart where it can be: root's /run/judge, else $XDG_RUNTIME_DIR/judge, else
// "run" in the default state folder.
std::string DefaultRuntimeFolder();

// FAILED_PRECONDITION, in one line that says what to do, where one of the two has no name: a user without a home was to
// be given it by default.
absl::Status CheckPlaces(const std::string& state_folder, const std::string& runtime_folder);

// The folder of the running program's file.
std::string ProgramFolder();

// The profiles, policies and image recipes of an installation (share/judge/profiles beside bin/), or of the source tree
// that this was built in.
std::string DefaultProfilesFolder();

// The state folder whose images are used: this one, or for an ordinary user who has no images of his own in it the
// machine's.
std::string FolderWithImages(const std::string& state_folder);

}  // namespace judge

#endif  // JUDGE_BASE_PLACES_H_
