// One TCP connection, with or without TLS, that never blocks.
#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "options.h"

namespace twin {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  int family = AF_UNSPEC;
};

/// Pins the engine's root: no other certificate of this machine is trusted.
class TlsRoot {
 public:
  /// Exits with a sentence when the file holds no certificate.
  explicit TlsRoot(const std::string& rootFile);
  SSL_CTX* context() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

class Connection {
 public:
  enum class Step { Working, Ready, Failed };

  Connection(const Endpoint& endpoint, const Address& address, SSL_CTX* tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  /// What to poll for.
  short events() const;
  /// Goes on with connecting and the handshake; `Ready` once both are done.
  Step advance();
  /// Queues and sends. False when the connection is broken.
  bool send(std::string_view text);
  bool flush();
  /// Appends what has come. False when the peer closed or the connection broke.
  bool receive(std::string& into);

 private:
  Step handshake();

  int fd_ = -1;
  bool connecting_ = true;
  bool ready_ = false;
  bool wantsWrite_ = false;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  std::string queue_;
};

}  // namespace twin
