// The two engines over the network: one task each, so that neither waits for the other.
#pragma once

#include "app.h"

void startLanTask(App& app);
void startVmTask(App& app);
