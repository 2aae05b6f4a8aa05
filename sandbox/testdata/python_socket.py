# expect: SV socket arg0=2
# why: the plain case.
import socket

socket.socket(socket.AF_INET, socket.SOCK_STREAM)
