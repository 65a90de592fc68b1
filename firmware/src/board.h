// The pins: contacts in, LED and buzzer out.
#pragma once

#include "../lib/scram_core/debounce.h"
#include "../lib/scram_core/shown.h"

namespace board {

/// Sets up every pin. Nothing is lit and nothing sounds until something is known.
void begin();

scram::SwitchContacts contacts();
bool bootButtonHeld();

void light(scram::LedColour colour);
void sound(bool on);

/// Calls `handler` from an interrupt at each edge of the contacts. The handler must be in IRAM: while flash is written,
/// code in flash can't run, and the throw may come just then.
void onEdge(void (*handler)(void*), void* argument);

}  // namespace board
