#pragma once
#include <cstdint>

#include "../esp_idf_version.h"

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
#define pdTRUE ((BaseType_t)1)
#define pdFALSE ((BaseType_t)0)
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define pdMS_TO_TICKS(ms) ((TickType_t)(((TickType_t)(ms) * (TickType_t)1000) / (TickType_t)1000))
extern "C" void stubYieldFromIsr();
#define portYIELD_FROM_ISR() stubYieldFromIsr()
