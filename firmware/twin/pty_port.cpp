#include "pty_port.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

namespace twin {

bool PtyPort::plug() {
  if (plugged()) return true;
  int slave = -1;
  char name[128] = {};
  termios settings{};
  cfmakeraw(&settings);  // a terminal would echo every frame back as if the engine had sent it
  settings.c_cflag |= CREAD | CLOCAL;
  cfsetspeed(&settings, B115200);
  if (openpty(&master_, &slave, name, &settings, nullptr) != 0) {
    master_ = -1;
    return false;
  }
  path_ = name;
  // Only while the other end is closed does the master tell that nobody has the port open.
  close(slave);
  fcntl(master_, F_SETFL, fcntl(master_, F_GETFL) | O_NONBLOCK);
  fcntl(master_, F_SETFD, FD_CLOEXEC);
  open_ = false;
  if (!link_.empty()) {
    unlink(link_.c_str());
    if (symlink(path_.c_str(), link_.c_str()) != 0) std::fprintf(stderr, "twin: cannot make the link %s\n", link_.c_str());
  }
  return true;
}

void PtyPort::unplug() {
  if (!plugged()) return;
  if (!link_.empty()) unlink(link_.c_str());
  close(master_);
  master_ = -1;
  open_ = false;
}

bool PtyPort::look() {
  if (!plugged()) return false;
  pollfd poller = {master_, POLLIN, 0};
  const bool wasOpen = open_;
  open_ = poll(&poller, 1, 0) >= 0 && (poller.revents & POLLHUP) == 0;
  return open_ && !wasOpen;
}

void PtyPort::send(std::string_view text) {
  if (!open_) return;
  // A host that doesn't read fills the buffer, and the rest is lost: that is what a UART does.
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(master_, text.data() + done, text.size() - done);
    if (count > 0) {
      done += static_cast<size_t>(count);
    } else if (errno != EINTR) {
      return;
    }
  }
}

size_t PtyPort::receive(char* out, size_t size) {
  if (!plugged()) return 0;
  const ssize_t count = read(master_, out, size);
  return count > 0 ? static_cast<size_t>(count) : 0;
}

}  // namespace twin
