/* Memory is taken once for a key and never given back: an instance serves one key. There is no libc. */
#ifndef MEMORY_H
#define MEMORY_H

/* `bytes` of zeroed memory, aligned for lanes; traps when the host refuses more. */
void *memory_take(unsigned long bytes);

#endif
