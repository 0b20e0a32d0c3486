"""How much memory a process of a test has needed."""

# An expression for a program of its own: its peak in MB. The usage that getrusage tells begins with that of the parent.
PEAK = "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024"
