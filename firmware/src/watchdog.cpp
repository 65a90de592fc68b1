#include "watchdog.h"

#include <Arduino.h>
#include <esp_idf_version.h>
#include <esp_task_wdt.h>

namespace watchdog {
namespace {

constexpr uint32_t kTimeoutMs = 2000;

}  // namespace

void watchThisTask() {
  // A TLS handshake keeps core 0 busy for seconds, and that is no fault: its idle task is not watched.
  disableCore0WDT();
#if ESP_IDF_VERSION_MAJOR >= 5
  esp_task_wdt_config_t config = {};
  config.timeout_ms = kTimeoutMs;
  config.idle_core_mask = 0;
  config.trigger_panic = true;
  if (esp_task_wdt_reconfigure(&config) != ESP_OK) esp_task_wdt_init(&config);
#else
  esp_task_wdt_init(kTimeoutMs / 1000, true);
#endif
  esp_task_wdt_add(nullptr);
}

void feed() { esp_task_wdt_reset(); }

}  // namespace watchdog
