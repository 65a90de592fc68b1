#include "http_path.h"

#include <poll.h>

#include <algorithm>

#include "../lib/scram_core/http_request.h"

namespace twin {

using scram::kNever;
using scram::UptimeMs;

HttpPath::HttpPath(scram::PathId id, Endpoint endpoint, SSL_CTX* tls)
    : id_(id),
      endpoint_(std::move(endpoint)),
      tls_(tls),
      link_(id == scram::PathId::Lan ? scram::kLanReplyTimeoutMs : scram::kVmReplyTimeoutMs),
      resolver_(endpoint_.host, endpoint_.port) {}

void HttpPath::work(scram::Device& device, UptimeMs now, std::string& lastReply) {
  if (cut_) return;
  if (resolver_.finished()) {
    nextAddress_ = 0;
    if (resolver_.addresses().empty()) {
      link_.connectFailed(now, device.killPending(id_));
    } else {
      startConnecting(now, device);
    }
  }
  if (!connection_) {
    if (!resolver_.busy() && now >= link_.connectAtMs()) resolver_.start();
    return;
  }
  if (!ready_) {
    const Connection::Step step = connection_->advance();
    if (step == Connection::Step::Failed || now - connectStartedMs_ > scram::kConnectTimeoutMs) return connectFailed(now, device);
    if (step == Connection::Step::Working) return;
    ready_ = true;
    link_.connected();
    parser_.reset();
    device.connected(id_, now);
  }
  if (!readReplies(device, now, lastReply) || !connection_->flush() || now >= link_.staleAtMs()) return lost(now, device);
  sendDue(device, now);
}

void HttpPath::startConnecting(UptimeMs now, scram::Device& device) {
  connection_ = std::make_unique<Connection>(endpoint_, resolver_.addresses()[nextAddress_++], tls_);
  connectStartedMs_ = now;
  if (connection_->fd() < 0) connectFailed(now, device);
}

void HttpPath::connectFailed(UptimeMs now, scram::Device& device) {
  connection_.reset();
  // A name may have several addresses, e.g. localhost on both protocols: only when all fail has the attempt failed.
  if (nextAddress_ < resolver_.addresses().size()) return startConnecting(now, device);
  link_.connectFailed(now, device.killPending(id_));
}

void HttpPath::lost(UptimeMs now, scram::Device& device) {
  connection_.reset();
  ready_ = false;
  device.disconnected(id_);
  link_.lost(now, device.killPending(id_));
}

void HttpPath::sendDue(scram::Device& device, UptimeMs now) {
  if (device.dueAtMs(id_) > now) return;
  scram::SignedFrame frame;
  if (!device.compose(id_, now, frame)) return;
  char request[scram::kRequestMaxChars];
  const size_t length = scram::formatRequest(frame, endpoint_.hostHeader, request, sizeof request);
  link_.sent(now);
  if (!connection_->send({request, length})) lost(now, device);
}

bool HttpPath::readReplies(scram::Device& device, UptimeMs now, std::string& lastReply) {
  std::string bytes;
  const bool open = connection_->receive(bytes);
  for (const char byte : bytes) {
    const auto progress = parser_.push(byte);
    if (progress == scram::HttpReplyParser::Progress::More) continue;
    if (progress == scram::HttpReplyParser::Progress::Broken) return false;
    const bool keepAlive = parser_.keepAlive();
    if (parser_.status() == 200 && device.hear(id_, parser_.bodyLine(), now)) {
      lastReply = std::string(parser_.bodyLine());
    } else {
      device.refused(id_, parser_.status());
    }
    link_.answered(now);
    parser_.reset();
    if (!keepAlive) return false;
  }
  return open;
}

UptimeMs HttpPath::wakeAtMs(const scram::Device& device) const {
  if (cut_) return kNever;
  if (!connection_) return resolver_.busy() ? kNever : link_.connectAtMs();
  if (!ready_) return connectStartedMs_ + scram::kConnectTimeoutMs + 1;
  return std::min(device.dueAtMs(id_), link_.staleAtMs());
}

void HttpPath::watch(std::vector<pollfd>& polled) const {
  if (cut_) return;
  if (resolver_.busy()) polled.push_back({resolver_.fd(), POLLIN, 0});
  if (connection_) polled.push_back({connection_->fd(), connection_->events(), 0});
}

void HttpPath::cut() { cut_ = true; }

void HttpPath::mend(UptimeMs now) {
  cut_ = false;
  connection_.reset();
  ready_ = false;
  link_.hurry(now);
}

void HttpPath::restart() {
  connection_.reset();
  ready_ = false;
  link_ = scram::HttpLink(id_ == scram::PathId::Lan ? scram::kLanReplyTimeoutMs : scram::kVmReplyTimeoutMs);
}

}  // namespace twin
