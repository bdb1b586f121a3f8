// GC_API marks what libgoldcrest.so shows to its users; everything else stays hidden.
#ifndef GOLDCREST_EXPORT_H_
#define GOLDCREST_EXPORT_H_

#if defined(_WIN32)
#define GC_API
#else
#define GC_API [[gnu::visibility("default")]]
#endif

#endif  // GOLDCREST_EXPORT_H_
