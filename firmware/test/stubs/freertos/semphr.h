#pragma once
#include "FreeRTOS.h"

typedef struct QueueDefinition* SemaphoreHandle_t;
typedef struct {
  void* stub[20];
} StaticSemaphore_t;
extern "C" {
SemaphoreHandle_t stubMutex(StaticSemaphore_t* memory);
BaseType_t stubTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t stubGive(SemaphoreHandle_t semaphore);
}
#define xSemaphoreCreateMutexStatic(memory) stubMutex((memory))
#define xSemaphoreTake(semaphore, ticks) stubTake((semaphore), (ticks))
#define xSemaphoreGive(semaphore) stubGive((semaphore))
