#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace goldcrest {
namespace {

// How long an idle helper watches for the next job before it sleeps. Steps of a network are a few microseconds apart and a
// wake-up through the kernel costs about 50; longer spinning would steal the processor from the application.
constexpr auto kSpin = std::chrono::microseconds(200);

// True on a thread that is inside a grain; a nested ParallelFor then runs inline.
thread_local bool inside_grain = false;

void CpuRelax() {
#if defined(__x86_64__) || defined(__i386__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

struct Job {
  Job(FunctionRef<void(size_t)> b, size_t n, int helpers) : body(b), grains(n), helpers_wanted(helpers) {}

  FunctionRef<void(size_t)> body;
  size_t grains;
  int helpers_wanted;           // guarded by Pool::mutex_
  std::atomic<size_t> next{0};  // first grain nobody has taken
  std::atomic<int> helpers{0};  // helpers now inside the job
#if defined(__cpp_exceptions)
  std::atomic<bool> failed{false};
  std::exception_ptr error;  // what the first grain that failed threw; for the caller, once nobody is inside

  // A grain that throws (it may need memory) ends the job: grains that nobody has taken are not begun.
  void Work() noexcept {
    try {
      WorkOn();
    } catch (...) {
      if (!failed.exchange(true)) error = std::current_exception();
      next.store(grains, std::memory_order_relaxed);
    }
  }
  void Rethrow() {
    if (error) std::rethrow_exception(error);
  }
#else
  void Work() { WorkOn(); }
  void Rethrow() {}
#endif

 private:
  void WorkOn() {
    for (size_t i = next.fetch_add(1, std::memory_order_relaxed); i < grains; i = next.fetch_add(1, std::memory_order_relaxed)) {
      body(i);
    }
  }
};

// Marks the thread as inside a grain for the length of a scope.
class InsideGrain {
 public:
  InsideGrain() { inside_grain = true; }
  InsideGrain(const InsideGrain&) = delete;
  InsideGrain& operator=(const InsideGrain&) = delete;
  ~InsideGrain() { inside_grain = false; }
};

class Pool {
 public:
  void Run(Job& job) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      Grow(std::min(job.helpers_wanted, AvailableProcessors() - 1));
      jobs_.push_back(&job);
      epoch_.fetch_add(1, std::memory_order_release);
      if (sleepers_ > 0) wake_.notify_all();
    }
    job.Work();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      jobs_.erase(std::find(jobs_.begin(), jobs_.end(), &job));
    }
    for (int spins = 0; job.helpers.load(std::memory_order_acquire) > 0; ++spins) {
      if (spins < 2000)
        CpuRelax();
      else
        std::this_thread::yield();
    }
    job.Rethrow();
  }

 private:
  void Grow(int wanted) {
    while (threads_ < wanted) {
      // Where no thread can be had, the caller does the work alone.
#if defined(__cpp_exceptions)
      try {
        std::thread([this] { Help(); }).detach();
      } catch (...) {
        return;
      }
#else
      std::thread([this] { Help(); }).detach();
#endif
      ++threads_;
    }
  }

  Job* TakeLocked() {
    for (Job* job : jobs_) {
      if (job->helpers_wanted > 0 && job->next.load(std::memory_order_relaxed) < job->grains) {
        --job->helpers_wanted;
        job->helpers.fetch_add(1, std::memory_order_relaxed);
        return job;
      }
    }
    return nullptr;
  }

  void Help() {
    inside_grain = true;
    uint64_t seen = 0;
    while (true) {
      Job* job = nullptr;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        job = TakeLocked();
        if (job == nullptr) seen = epoch_.load(std::memory_order_relaxed);
      }
      if (job != nullptr) {
        job->Work();
        job->helpers.fetch_sub(1, std::memory_order_release);
        continue;
      }
      if (SpinForNews(seen)) continue;
      std::unique_lock<std::mutex> lock(mutex_);
      ++sleepers_;
      wake_.wait(lock, [&] { return epoch_.load(std::memory_order_relaxed) != seen; });
      --sleepers_;
    }
  }

  bool SpinForNews(uint64_t seen) const {
    const auto start = std::chrono::steady_clock::now();
    do {
      for (int i = 0; i < 64; ++i) {
        if (epoch_.load(std::memory_order_acquire) != seen) return true;
        CpuRelax();
      }
    } while (std::chrono::steady_clock::now() - start < kSpin);
    return false;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job*> jobs_;  // jobs that still have a caller inside
  std::atomic<uint64_t> epoch_{0};
  int sleepers_ = 0;
  int threads_ = 0;
};

std::atomic<Pool*> pool{nullptr};

// Never destroyed: helpers are detached and may outlive static destruction. A forked child finds no helpers and starts afresh.
Pool& GetPool() {
  Pool* p = pool.load(std::memory_order_acquire);
  if (p == nullptr) {
    Pool* fresh = new Pool;
    if (pool.compare_exchange_strong(p, fresh)) {
#if defined(__linux__)
      static std::once_flag once;
      std::call_once(once, [] { pthread_atfork(nullptr, nullptr, [] { pool.store(nullptr); }); });
#endif
      p = fresh;
    } else {
      delete fresh;
    }
  }
  return *p;
}

}  // namespace

int AvailableProcessors() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

void ParallelFor(size_t grains, int max_threads, FunctionRef<void(size_t)> body) {
  const int threads = static_cast<int>(std::min<size_t>(grains, static_cast<size_t>(std::max(1, max_threads))));
  if (threads <= 1 || inside_grain) {
    for (size_t i = 0; i < grains; ++i) body(i);
    return;
  }
  Job job(body, grains, threads - 1);
  const InsideGrain inside;
  GetPool().Run(job);
}

}  // namespace goldcrest
