// expect: OK
// policy: open
// why: Packets of its own making. Here the filter lets the call by: the box itself must refuse.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <sys/socket.h>

int main(void) { return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0 || socket(AF_PACKET, SOCK_RAW, 0) >= 0 ? 1 : 0; }
