// What the tasks share: the device behind its lock, and who is to be woken.
#pragma once

#include <freertos/FreeRTOS.h>
#include <freertos/semphr.h>
#include <freertos/task.h>

#include <atomic>

#include "../lib/scram_core/device.h"
#include "heartbeat.h"
#include "store.h"

/// Why a task was woken; bits of a task notification.
constexpr uint32_t kWakeDue = 1u << 0;    ///< frames may be due
constexpr uint32_t kWakeThrow = 1u << 1;  ///< a throw, or the network is back: try at once

class App {
 public:
  App(const scram::DeviceSetup& setup, const scram::DeviceKeys& keys, const scram::Counter& counter, Store& flash)
      : store(flash), device_(setup, keys, counter), mutex_(xSemaphoreCreateMutexStatic(&mutexMemory_)) {}

  /// Runs `use` with the device. Nothing in it may wait: the switch task stands behind this lock too. A mutex and not a
  /// spin lock, so that its holder inherits the switch task's priority.
  template <typename Use>
  auto with(Use use) {
    const Hold hold(mutex_);
    return use(device_);
  }

  void wakeSenders(uint32_t why) {
    for (const TaskHandle_t sender : {usbTask, lanTask, vmTask}) {
      if (sender != nullptr) xTaskNotify(sender, why, eSetBits);
    }
  }

  Store& store;
  std::atomic<bool> networkUp{false};  ///< WiFi has an address; loop() keeps it up to date

  Heartbeat usbBeat;
  Heartbeat lanBeat;
  Heartbeat vmBeat;

  TaskHandle_t switchTask = nullptr;
  TaskHandle_t usbTask = nullptr;
  TaskHandle_t lanTask = nullptr;
  TaskHandle_t vmTask = nullptr;
  TaskHandle_t displayTask = nullptr;

 private:
  struct Hold {
    explicit Hold(SemaphoreHandle_t mutex) : held(mutex) { xSemaphoreTake(held, portMAX_DELAY); }
    ~Hold() { xSemaphoreGive(held); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    SemaphoreHandle_t held;
  };

  scram::Device device_;
  StaticSemaphore_t mutexMemory_;
  SemaphoreHandle_t mutex_;
};
