// Starts the tasks, then keeps house: WiFi, the counter's next block, and an eye on the network tasks.

#include <Arduino.h>
#include <esp_system.h>
#include <esp_timer.h>

#include "app.h"
#include "board.h"
#include "display_task.h"
#include "http_task.h"
#include "network.h"
#include "settings.h"
#include "switch_task.h"
#include "usb_task.h"

namespace {

constexpr uint32_t kHousekeepingMs = 50;
/// Longer than any wait that a network task may rightly be in: name lookup, connection, handshake and a stuck write.
constexpr uint32_t kStuckMs = 60000;

Network network;
App* app = nullptr;

const char* resetReasonText() {
  switch (esp_reset_reason()) {
    case ESP_RST_POWERON:
      return "poweron";
    case ESP_RST_EXT:
      return "ext";
    case ESP_RST_SW:
      return "sw";
    case ESP_RST_PANIC:
      return "panic";
    case ESP_RST_INT_WDT:
      return "int_wdt";
    case ESP_RST_TASK_WDT:
      return "task_wdt";
    case ESP_RST_WDT:
      return "wdt";
    case ESP_RST_BROWNOUT:
      return "brownout";
    default:
      return "unknown";
  }
}

/// Stores the next block of counters. Writing flash stops both cores for milliseconds, so it is done at rest only, and
/// the lock isn't held meanwhile.
void topUpCounter() {
  const uint64_t end = app->with([](scram::Device& device) {
    return device.idle() && device.counter().wantsReservation() ? device.counter().reservationEnd() : 0;
  });
  if (end == 0 || !app->store.saveCounterEnd(end)) return;
  app->with([&](scram::Device& device) { device.counter().reserved(end); });
}

bool stuck(TaskHandle_t task, const Heartbeat& beat) {
  return task != nullptr && beat.ageMs() > kStuckMs;
}

void restartIfStuck() {
  const bool any = stuck(app->usbTask, app->usbBeat) || stuck(app->lanTask, app->lanBeat) || stuck(app->vmTask, app->vmBeat);
  if (!any) return;
  // A throw that was released before anyone acknowledged it lives in memory alone: the other paths may still deliver
  // it. With the switch open a restart loses nothing, because an open switch kills at boot.
  const bool safe = app->with([](scram::Device& device) { return device.contacts().thrown() || !device.undelivered(); });
  if (safe) ESP.restart();
}

}  // namespace

scram::UptimeMs uptimeMs() { return static_cast<scram::UptimeMs>(esp_timer_get_time() / 1000); }

void setup() {
  Serial.setRxBufferSize(1024);
  Serial.setTxBufferSize(1024);
  Serial.begin(115200);
  board::begin();

  static Store store;
  store.begin();
  scram::DeviceSetup setup;
  setup.deviceId = settings::deviceId();
  setup.changeover = secrets::kChangeover;
  setup.lanConfigured = settings::kHasLan;
  setup.vmConfigured = settings::kHasVm;
  setup.resetReason = resetReasonText();
  setup.version = settings::kVersion;
  static App theApp(setup, store.keys(), store.startCounter(), store);
  app = &theApp;

  startUsbTask(theApp);
  startSwitchTask(theApp);  // from here a throw is seen and goes out over USB, whatever the network does
  startDisplayTask(theApp);
  if (settings::kHasWifi) network.begin();
  if (settings::kHasLan) startLanTask(theApp);
  if (settings::kHasVm) startVmTask(theApp);
}

void loop() {
  if (settings::kHasWifi) {
    const bool wasUp = app->networkUp.exchange(network.work(uptimeMs()));
    if (!wasUp && app->networkUp) app->wakeSenders(kWakeDue | kWakeThrow);
  }
  topUpCounter();
  restartIfStuck();
  delay(kHousekeepingMs);
}
