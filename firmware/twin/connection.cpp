#include "connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace twin {
namespace {

bool isNumeric(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  return inet_pton(AF_INET, host.c_str(), &v4) == 1 || inet_pton(AF_INET6, host.c_str(), &v6) == 1;
}

SSL* newSession(SSL_CTX* tls, const std::string& host, int fd) {
  SSL* ssl = SSL_new(tls);
  if (ssl == nullptr) return nullptr;
  // A certificate that chains to the root but belongs to another host must not pass.
  if (isNumeric(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set1_host(ssl, host.c_str());
    SSL_set_tlsext_host_name(ssl, host.c_str());
  }
  SSL_set_fd(ssl, fd);
  return ssl;
}

}  // namespace

TlsRoot::TlsRoot(const std::string& rootFile) : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
  if (!context_ || SSL_CTX_load_verify_locations(context_.get(), rootFile.c_str(), nullptr) != 1) {
    std::fprintf(stderr, "twin: no root certificate in %s\n", rootFile.c_str());
    std::exit(2);
  }
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

Connection::Connection(const Endpoint& endpoint, const Address& address, SSL_CTX* tls) : ssl_(nullptr, SSL_free) {
  fd_ = socket(address.family, SOCK_STREAM, 0);
  if (fd_ < 0) return;
  fcntl(fd_, F_SETFD, FD_CLOEXEC);
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const bool started =
      connect(fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0 || errno == EINPROGRESS;
  if (started && endpoint.tls) ssl_.reset(newSession(tls, endpoint.host, fd_));
  if (!started || (endpoint.tls && !ssl_)) {
    close(fd_);
    fd_ = -1;
  }
}

Connection::~Connection() {
  if (fd_ >= 0) close(fd_);
}

short Connection::events() const {
  short wanted = POLLIN;
  if (connecting_ || wantsWrite_ || !queue_.empty()) wanted |= POLLOUT;
  return wanted;
}

Connection::Step Connection::advance() {
  if (fd_ < 0) return Step::Failed;
  if (connecting_) {
    pollfd poller = {fd_, POLLOUT, 0};
    if (poll(&poller, 1, 0) <= 0) return Step::Working;
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0) return Step::Failed;
    connecting_ = false;
  }
  const Step step = ssl_ ? handshake() : Step::Ready;
  ready_ = step == Step::Ready;
  return step;
}

Connection::Step Connection::handshake() {
  ERR_clear_error();
  const int result = SSL_connect(ssl_.get());
  wantsWrite_ = false;
  if (result == 1) return Step::Ready;
  const int reason = SSL_get_error(ssl_.get(), result);
  wantsWrite_ = reason == SSL_ERROR_WANT_WRITE;
  return wantsWrite_ || reason == SSL_ERROR_WANT_READ ? Step::Working : Step::Failed;
}

bool Connection::send(std::string_view text) {
  queue_.append(text);
  return flush();
}

bool Connection::flush() {
  while (ready_ && !queue_.empty()) {
    if (ssl_) {
      ERR_clear_error();
      const int count = SSL_write(ssl_.get(), queue_.data(), static_cast<int>(queue_.size()));
      if (count <= 0) {
        const int reason = SSL_get_error(ssl_.get(), count);
        return reason == SSL_ERROR_WANT_WRITE || reason == SSL_ERROR_WANT_READ;
      }
      queue_.erase(0, static_cast<size_t>(count));
    } else {
      const ssize_t count = write(fd_, queue_.data(), queue_.size());
      if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      queue_.erase(0, static_cast<size_t>(count));
    }
  }
  return true;
}

bool Connection::receive(std::string& into) {
  char buffer[4096];
  for (;;) {
    if (ssl_) {
      ERR_clear_error();
      const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (count <= 0) {
        const int reason = SSL_get_error(ssl_.get(), count);
        return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
      }
      into.append(buffer, static_cast<size_t>(count));
    } else {
      const ssize_t count = read(fd_, buffer, sizeof buffer);
      if (count == 0) return false;
      if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      into.append(buffer, static_cast<size_t>(count));
    }
  }
}

}  // namespace twin
