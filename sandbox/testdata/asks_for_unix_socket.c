// expect: OK
// why: getpwuid() asks a cache daemon by a socket first. It is told no, and is not ended for it.
#include <errno.h>
#include <sys/socket.h>

int main(void) { return socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EACCES ? 0 : 1; }
