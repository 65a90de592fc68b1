#include "http_task.h"

#include <Arduino.h>
#include <ESPmDNS.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>

#include <algorithm>

#include "../lib/scram_core/http_link.h"
#include "../lib/scram_core/http_reply.h"
#include "../lib/scram_core/http_request.h"
#include "settings.h"

namespace {

using scram::PathId;
using scram::UptimeMs;

constexpr uint32_t kReplyPollMs = 5;     ///< between two looks for an answer that is awaited
constexpr UptimeMs kIdlePollMs = 250;    ///< between two looks at a socket that may have been closed
constexpr uint32_t kMdnsTimeoutMs = 1000;

bool open(WiFiClient& client) {
  const std::string_view host = secrets::kLanHost;
  const std::string_view suffix = ".local";
  const int32_t timeoutMs = static_cast<int32_t>(scram::kConnectTimeoutMs);
  bool connected = false;
  if (host.size() > suffix.size() && host.substr(host.size() - suffix.size()) == suffix) {
    char name[scram::kHostMaxChars] = {};
    scram::TextWriter(name, sizeof name - 1).text(host.substr(0, host.size() - suffix.size()));
    const IPAddress address = MDNS.queryHost(name, kMdnsTimeoutMs);
    connected = static_cast<uint32_t>(address) != 0 && client.connect(address, secrets::kLanPort, timeoutMs) != 0;
  } else {
    connected = client.connect(secrets::kLanHost, secrets::kLanPort, timeoutMs) != 0;
  }
  if (connected) client.setNoDelay(true);
  return connected;
}

bool open(WiFiClientSecure& client) {
  client.setCACert(secrets::kVmRoot);
  client.setHandshakeTimeout(static_cast<unsigned long>(scram::kConnectTimeoutMs / 1000));  // its own default is 120 s
  // The secure client sets TCP_NODELAY by itself.
  return client.connect(secrets::kVmHost, secrets::kVmPort, static_cast<int32_t>(scram::kConnectTimeoutMs)) != 0;
}

/// One path: a socket kept warm by heartbeats, a request for each frame that is due, answers as they come.
template <typename Client>
class HttpTask {
 public:
  HttpTask(App& app, PathId id, Heartbeat& beat, UptimeMs replyTimeoutMs, const char* host, uint16_t port)
      : app_(app), id_(id), beat_(beat), link_(replyTimeoutMs) {
    scram::TextWriter writer(hostHeader_, sizeof hostHeader_);
    writer.text(host);
    writer.character(':');
    writer.decimal(port);
    hostHeaderLength_ = writer.length();
  }

  [[noreturn]] void run() {
    for (;;) {
      beat_.beat();
      const UptimeMs waitMs = turn();
      uint32_t why = 0;
      xTaskNotifyWait(0, UINT32_MAX, &why, pdMS_TO_TICKS(static_cast<uint32_t>(waitMs)));
      if ((why & kWakeThrow) != 0) link_.hurry(uptimeMs());
    }
  }

 private:
  /// Does what is due and says how long nothing will be.
  UptimeMs turn() {
    if (!app_.networkUp) {
      if (connected_) drop();
      return kIdlePollMs;
    }
    if (!connected_) return connect();
    if (!readAnswers() || uptimeMs() >= link_.staleAtMs() || !client_.connected()) {
      drop();
      return 0;
    }
    if (!sendWhatIsDue()) {
      drop();
      return 0;
    }
    if (link_.awaitsReply()) return kReplyPollMs;
    const UptimeMs dueAt = app_.with([&](scram::Device& device) { return device.dueAtMs(id_); });
    const UptimeMs now = uptimeMs();
    return dueAt <= now ? 0 : std::min(dueAt - now, kIdlePollMs);
  }

  UptimeMs connect() {
    const UptimeMs now = uptimeMs();
    if (now < link_.connectAtMs()) return std::min(link_.connectAtMs() - now, kIdlePollMs);
    if (!open(client_)) {
      client_.stop();
      link_.connectFailed(uptimeMs(), killPending());
      return 0;
    }
    connected_ = true;
    parser_.reset();
    link_.connected();
    app_.with([&](scram::Device& device) { device.connected(id_, uptimeMs()); });
    return 0;
  }

  void drop() {
    client_.stop();
    connected_ = false;
    app_.with([&](scram::Device& device) { device.disconnected(id_); });
    link_.lost(uptimeMs(), killPending());
  }

  bool killPending() {
    return app_.with([&](scram::Device& device) { return device.killPending(id_); });
  }

  bool sendWhatIsDue() {
    scram::SignedFrame frame;
    const bool due = app_.with([&](scram::Device& device) {
      const UptimeMs now = uptimeMs();
      return device.dueAtMs(id_) <= now && device.compose(id_, now, frame);
    });
    if (!due) return true;
    char request[scram::kRequestMaxChars];
    const size_t length = scram::formatRequest(frame, {hostHeader_, hostHeaderLength_}, request, sizeof request);
    link_.sent(uptimeMs());
    return client_.write(reinterpret_cast<const uint8_t*>(request), length) == length;
  }

  bool readAnswers() {
    uint8_t bytes[256];
    while (client_.available() > 0) {
      const int count = client_.read(bytes, sizeof bytes);
      if (count <= 0) return count == 0;
      for (int i = 0; i < count; i++) {
        const auto progress = parser_.push(static_cast<char>(bytes[i]));
        if (progress == scram::HttpReplyParser::Progress::Broken) return false;
        if (progress == scram::HttpReplyParser::Progress::Done && !answered()) return false;
      }
    }
    return true;
  }

  bool answered() {
    app_.with([&](scram::Device& device) {
      const bool believed = parser_.status() == 200 && device.hear(id_, parser_.bodyLine(), uptimeMs());
      if (!believed) device.refused(id_, parser_.status());
    });
    link_.answered(uptimeMs());
    const bool keepAlive = parser_.keepAlive();
    parser_.reset();
    return keepAlive;
  }

  App& app_;
  PathId id_;
  Heartbeat& beat_;
  scram::HttpLink link_;
  scram::HttpReplyParser parser_;
  Client client_;
  bool connected_ = false;
  char hostHeader_[scram::kHostMaxChars + 6] = {};
  size_t hostHeaderLength_ = 0;
};

void runLan(void* argument) {
  App& app = *static_cast<App*>(argument);
  static HttpTask<WiFiClient> task(app, PathId::Lan, app.lanBeat, scram::kLanReplyTimeoutMs, secrets::kLanHost, secrets::kLanPort);
  task.run();
}

void runVm(void* argument) {
  App& app = *static_cast<App*>(argument);
  static HttpTask<WiFiClientSecure> task(app, PathId::Vm, app.vmBeat, scram::kVmReplyTimeoutMs, secrets::kVmHost, secrets::kVmPort);
  task.run();
}

}  // namespace

// Core 0, below the radio's own tasks: a handshake must not hold up the switch on core 1. The LAN goes before the VM.
void startLanTask(App& app) { xTaskCreatePinnedToCore(runLan, "lan", 8192, &app, 6, &app.lanTask, 0); }

void startVmTask(App& app) { xTaskCreatePinnedToCore(runVm, "vm", 12288, &app, 5, &app.vmTask, 0); }
