#pragma once
#include "FreeRTOS.h"

typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);
typedef enum { eNoAction = 0, eSetBits } eNotifyAction;

extern "C" {
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char* name, const uint32_t stackBytes, void* argument,
                                   UBaseType_t priority, TaskHandle_t* created, const BaseType_t core);
void vTaskDelay(const TickType_t ticks);
BaseType_t stubNotify(TaskHandle_t task, uint32_t value, eNotifyAction action);
BaseType_t stubNotifyWait(uint32_t clearOnEntry, uint32_t clearOnExit, uint32_t* value, TickType_t ticks);
uint32_t stubNotifyTake(BaseType_t clear, TickType_t ticks);
void stubNotifyGiveFromIsr(TaskHandle_t task, BaseType_t* woken);
}
#define xTaskNotify(task, value, action) stubNotify((task), (value), (action))
#define xTaskNotifyWait(entry, exit, value, ticks) stubNotifyWait(entry, exit, value, ticks)
#define ulTaskNotifyTake(clear, ticks) stubNotifyTake(clear, ticks)
#define vTaskNotifyGiveFromISR(task, woken) stubNotifyGiveFromIsr((task), (woken))
