"""Runs a command in a pseudo-terminal: pseudo-terminal.py COLUMNS ROWS COMMAND...

What comes on stdin is typed, what the terminal shows goes to stdout, byte by byte. SIGTERM is handed on to the command.
Ends with the command's exit code, or 128 and the number of the signal that ended it.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

columns, rows = int(sys.argv[1]), int(sys.argv[2])
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))

inputs = [master, 0]
while True:
    readable, _, _ = select.select(inputs, [], [])
    if 0 in readable:
        typed = os.read(0, 65536)
        if typed:
            os.write(master, typed)
        else:
            inputs.remove(0)
    if master in readable:
        try:
            shown = os.read(master, 65536)
        except OSError:
            break
        if not shown:
            break
        os.write(1, shown)

status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
