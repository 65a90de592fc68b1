#include "resolver.h"

#include <fcntl.h>
#include <netdb.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <thread>

namespace twin {

/// Outlives the resolver: a lookup that hangs while the twin ends still has somewhere to put its answer.
struct Resolver::Shared {
  std::mutex mutex;
  std::vector<Address> addresses;
  int ends[2] = {-1, -1};

  ~Shared() {
    for (const int fd : ends) {
      if (fd >= 0) close(fd);
    }
  }
};

Resolver::Resolver(std::string host, std::string port)
    : host_(std::move(host)), port_(std::move(port)), shared_(std::make_shared<Shared>()) {
  if (pipe(shared_->ends) == 0) {
    for (const int fd : shared_->ends) {
      fcntl(fd, F_SETFD, FD_CLOEXEC);
      fcntl(fd, F_SETFL, O_NONBLOCK);
    }
  }
}

Resolver::~Resolver() = default;

int Resolver::fd() const { return shared_->ends[0]; }

void Resolver::start() {
  if (busy_) return;
  busy_ = true;
  std::thread([shared = shared_, host = host_, port = port_] {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    std::vector<Address> addresses;
    if (getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) == 0) {
      for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        Address address;
        std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
        address.length = each->ai_addrlen;
        address.family = each->ai_family;
        addresses.push_back(address);
      }
      freeaddrinfo(found);
    }
    {
      const std::lock_guard<std::mutex> lock(shared->mutex);
      shared->addresses = addresses;
    }
    const char done = 1;
    if (write(shared->ends[1], &done, 1) != 1) return;  // the pipe holds thousands; a full one is already readable
  }).detach();
}

bool Resolver::finished() {
  char done = 0;
  if (!busy_ || read(fd(), &done, 1) != 1) return false;
  busy_ = false;
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  addresses_ = shared_->addresses;
  return true;
}

}  // namespace twin
