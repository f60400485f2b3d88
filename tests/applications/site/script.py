"""A CGI script: what it is told, what it gets, and answers of each kind."""

import os
import sys

if os.environ["PATH_INFO"] == "/error":
    sys.stdout.write("Status: 418 Short and stout\r\nContent-Type: text/plain\r\n\r\nteapot")
    sys.exit()
sent = sys.stdin.buffer.read(int(os.environ.get("CONTENT_LENGTH") or 0))
told = " ".join(os.environ.get(name, "-") for name in ("REMOTE_USER", "AUTH_TYPE", "SCRIPT_NAME", "PATH_INFO"))
head = "Content-Type: text/plain; charset=utf-8\nSet-Cookie: a=1; Partitioned\nSet-Cookie: b=2\n\n"
sys.stdout.buffer.write(f"{head}{told}\n".encode())
sys.stdout.buffer.write(sent)
