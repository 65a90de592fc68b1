#include "switch_task.h"

#include <Arduino.h>

#include "board.h"
#include "watchdog.h"

namespace {

constexpr uint32_t kSampleMs = 2;

/// Only wakes the task: an interrupt can be lost, so it decides nothing.
void IRAM_ATTR onEdge(void* argument) {
  BaseType_t woken = pdFALSE;
  vTaskNotifyGiveFromISR(static_cast<App*>(argument)->switchTask, &woken);
  if (woken == pdTRUE) portYIELD_FROM_ISR();
}

void run(void* argument) {
  App& app = *static_cast<App*>(argument);
  watchdog::watchThisTask();
  board::onEdge(onEdge, &app);
  for (;;) {
    ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(kSampleMs));
    const scram::SwitchContacts contacts = board::contacts();
    const auto event = app.with([&](scram::Device& device) { return device.sample(contacts, uptimeMs()); });
    if (event != scram::SwitchEvent::None) {
      app.wakeSenders(event == scram::SwitchEvent::Threw ? kWakeDue | kWakeThrow : kWakeDue);
    }
    if (event == scram::SwitchEvent::Threw) {
      // Microseconds, where the display's bus would take 25 ms: the eye has its answer before the network has.
      board::light(scram::LedColour::Red);
      board::sound(true);
    }
    watchdog::feed();
  }
}

}  // namespace

void startSwitchTask(App& app) {
  xTaskCreatePinnedToCore(run, "switch", 4096, &app, 20, &app.switchTask, 1);
}
