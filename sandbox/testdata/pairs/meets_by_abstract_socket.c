// expect: apart
// relies-on: net-namespace else met
// why: a socket that is bound to a name without a file is found by that name in the whole network namespace.
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "pair.h"

static struct sockaddr_un Name(char side) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  snprintf(name.sun_path + 1, 32, "judge-pair-%c", side);
  return name;
}

static void Offer(char mine) {
  const struct sockaddr_un name = Name(mine);
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  bind(server, (const struct sockaddr*)&name, sizeof(name));
  listen(server, 128);
}

static int Finds(char other) {
  const struct sockaddr_un name = Name(other);
  const int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int met = connect(client, (const struct sockaddr*)&name, sizeof(name)) == 0;
  close(client);
  return met;
}
