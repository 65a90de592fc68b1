// Names to addresses without stopping the switch: a lookup can hang for seconds, so it has a thread of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connection.h"

namespace twin {

class Resolver {
 public:
  Resolver(std::string host, std::string port);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Starts a lookup unless one is under way.
  void start();
  /// True once when a lookup has ended; `addresses()` is then its result, empty on failure.
  bool finished();
  const std::vector<Address>& addresses() const { return addresses_; }
  /// Becomes readable when a lookup ends.
  int fd() const;
  bool busy() const { return busy_; }

 private:
  struct Shared;

  std::string host_;
  std::string port_;
  std::shared_ptr<Shared> shared_;
  std::vector<Address> addresses_;
  bool busy_ = false;
};

}  // namespace twin
