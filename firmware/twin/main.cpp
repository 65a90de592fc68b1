// The twin's loop: poll, then work. It sleeps until a descriptor is ready or something is due.

#include <poll.h>

#include <atomic>
#include <csignal>
#include <cstdio>

#include "control.h"
#include "twin.h"

namespace {

std::atomic<bool> stopped{false};

void stop(int) { stopped = true; }

void printReady(const twin::Options& options, const twin::Twin& twin) {
  if (options.json) {
    std::printf("{\"event\":\"ready\",\"usb\":%s,\"control\":%s}\n", twin::quoteJson(twin.port().path()).c_str(),
                options.controlSocket.empty() ? "null" : twin::quoteJson(options.controlSocket).c_str());
  } else {
    std::printf("usb %s\n", twin.port().path().c_str());
    if (!options.controlSocket.empty()) std::printf("control %s\n", options.controlSocket.c_str());
  }
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const twin::Options options = twin::readOptions(argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);

  twin::Twin button(options);
  const auto answer = [&](const std::string& line) {
    const std::string text = button.command(line);
    if (!options.json || text.front() == '{') return text;
    return "{\"event\":\"answer\",\"ok\":" + std::string(text == "ok" ? "true" : "false") + ",\"text\":" + twin::quoteJson(text) + "}";
  };
  twin::Control control(!options.noStdin, options.controlSocket, answer);
  printReady(options, button);

  std::vector<pollfd> polled;
  while (!stopped && !button.quitting()) {
    button.work();
    polled.clear();
    button.watch(polled);
    control.watch(polled);
    poll(polled.data(), static_cast<nfds_t>(polled.size()), button.waitMs());
    control.work();
    // Whoever started it may be gone: without stdin there is no one to stop it but the control socket.
    if (control.stdinEnded() && options.controlSocket.empty()) break;
  }
  return 0;
}
