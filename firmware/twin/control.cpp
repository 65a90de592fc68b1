#include "control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace twin {
namespace {

constexpr size_t kCommandMaxChars = 200;
constexpr size_t kClientMax = 8;

int listenOn(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    std::fprintf(stderr, "twin: the path of the control socket is too long\n");
    std::exit(2);
  }
  std::strcpy(address.sun_path, path.c_str());
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  // Whoever may write here may throw the switch: the owner alone.
  const mode_t before = umask(0177);
  const bool bound = fd >= 0 && bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  umask(before);
  if (!bound || listen(fd, 4) != 0) {
    std::fprintf(stderr, "twin: cannot listen on %s: %s\n", path.c_str(), std::strerror(errno));
    std::exit(2);
  }
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

}  // namespace

Control::Control(bool useStdin, const std::string& socketPath, Run run)
    : run_(std::move(run)), socketPath_(socketPath), useStdin_(useStdin) {
  if (!socketPath_.empty()) listener_ = listenOn(socketPath_);
}

Control::~Control() {
  for (const auto& [fd, pending] : clients_) close(fd);
  if (listener_ >= 0) {
    close(listener_);
    unlink(socketPath_.c_str());
  }
}

void Control::watch(std::vector<pollfd>& polled) const {
  if (useStdin_ && !stdinEnded_) polled.push_back({STDIN_FILENO, POLLIN, 0});
  if (listener_ >= 0) polled.push_back({listener_, POLLIN, 0});
  for (const auto& [fd, pending] : clients_) polled.push_back({fd, POLLIN, 0});
}

void Control::work() {
  if (useStdin_ && !stdinEnded_) stdinEnded_ = !readLines(STDIN_FILENO, STDOUT_FILENO, stdinPending_);
  for (auto client = clients_.begin(); client != clients_.end();) {
    if (readLines(client->first, client->first, client->second)) {
      ++client;
    } else {
      close(client->first);
      client = clients_.erase(client);
    }
  }
  if (listener_ < 0) return;
  const int fd = accept(listener_, nullptr, nullptr);
  if (fd < 0) return;
  if (clients_.size() >= kClientMax) {
    close(fd);
    return;
  }
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  clients_[fd];
}

bool Control::readLines(int fd, int answerFd, std::string& pending) {
  // stdin is shared with whoever started the twin, so it is not made non-blocking: it is read only when it has something.
  pollfd poller = {fd, POLLIN, 0};
  if (poll(&poller, 1, 0) <= 0) return true;
  char buffer[512];
  const ssize_t count = read(fd, buffer, sizeof buffer);
  if (count == 0) return false;
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  pending.append(buffer, static_cast<size_t>(count));
  for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
    const std::string answer = run_(pending.substr(0, end)) + "\n";
    pending.erase(0, end + 1);
    if (write(answerFd, answer.data(), answer.size()) < 0 && errno != EAGAIN) return false;
  }
  if (pending.size() > kCommandMaxChars) pending.clear();
  return true;
}

}  // namespace twin
