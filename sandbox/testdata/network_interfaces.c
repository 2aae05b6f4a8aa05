// expect: OK
// policy: open
// relies-on: net-namespace else RE
// why: no interface but loopback, and that one is down.
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void) {
  struct if_nameindex* interfaces = if_nameindex();
  if (interfaces == NULL) return 3;
  for (int i = 0; interfaces[i].if_index != 0; ++i) {
    struct ifreq request = {0};
    strncpy(request.ifr_name, interfaces[i].if_name, IFNAMSIZ - 1);
    printf("%s\n", request.ifr_name);
    if (ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCGIFFLAGS, &request) < 0) return 4;
    if (strcmp(request.ifr_name, "lo") != 0 && (request.ifr_flags & IFF_UP)) return 1;
    if (strcmp(request.ifr_name, "lo") == 0 && (request.ifr_flags & IFF_UP)) return 2;
  }
  return 0;
}
