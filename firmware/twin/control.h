// The control channel: commands, one a line, from stdin and from a Unix socket.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

struct pollfd;

namespace twin {

/// Splits what comes in into lines and hands each to `run`, whose answer goes back to where the line came from.
class Control {
 public:
  using Run = std::function<std::string(const std::string& line)>;

  /// Exits with a sentence when the socket can't be made.
  Control(bool useStdin, const std::string& socketPath, Run run);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  void watch(std::vector<pollfd>& polled) const;
  void work();
  /// stdin has ended; whether that ends the twin is for the caller to say.
  bool stdinEnded() const { return stdinEnded_; }

 private:
  bool readLines(int fd, int answerFd, std::string& pending);

  Run run_;
  std::string socketPath_;
  bool useStdin_;
  bool stdinEnded_ = false;
  int listener_ = -1;
  std::string stdinPending_;
  std::map<int, std::string> clients_;
};

}  // namespace twin
