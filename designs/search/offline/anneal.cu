// Simulated annealing for 2-designs with a prescribed group: one thread runs one chain.
//
// A block of threads works on one job: a plan as `gpu_plans.py` packs it. Compiled by nvcc it
// runs on a GPU; compiled by a C++ compiler (g++ -x c++) the same chains run one after the other.
// There every chain recounts its cost at its end and stops the program if it is another.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#ifdef __CUDACC__
#define DEVICE __device__ __forceinline__
#else
#include <chrono>
#include <vector>
#define DEVICE inline
#endif

typedef unsigned int u32;
typedef unsigned long long u64;

// A place in a base block that an orbit of its stabiliser fills. `row` is where the points of the
// block begin (in words of two points), `offset` where those of the orbit do. The orbits that may
// stand here are members[first + i length ..] for i < many; `amount` is what one pair of points of
// two orbits adds to a count, and twice what a pair within the orbit adds.
struct alignas(16) Slot {
    uint16_t row, offset, first, many;
    int amount, length;
};

// One block of threads. Offsets are in words of 4 bytes: `image` into the blob of the launch, the
// others into the image. The image is slots, members, pairs and then the counts to begin with.
struct Job {
    int image, words, slots, members, pairs, counts;
    int orbits, v, k, rows, steps, target, answer;
    u32 seed;
    float scale;
    int unused;
};

struct Output {
    int *solved;        // of a target: 1 + the number of the job that solved it
    float *costs;       // of a chain: its last cost; `MOST_THREADS` per job
    uint16_t *answers;  // of a job: the points of its base blocks
    u64 *began;         // when the first thread began, in nanoseconds
    u64 limit;          // nanoseconds from then until all stop
};

const int MOST_THREADS = 256;
const int CHUNK = 64;
const float HOT = 1.2f, COLD = 0.15f;

DEVICE u64 nanoseconds() {
#ifdef __CUDACC__
    u64 t;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(t));
    return t;
#else
    return std::chrono::steady_clock::now().time_since_epoch().count();
#endif
}

DEVICE u64 first_time(u64 *cell, u64 now) {
#ifdef __CUDACC__
    u64 before = atomicCAS(cell, 0ULL, now);
#else
    u64 before = *cell;
    if (!before) *cell = now;
#endif
    return before ? before : now;
}

DEVICE bool claim(int *cell, int value) {
#ifdef __CUDACC__
    return atomicCAS(cell, 0, value) == 0;
#else
    return *cell == 0 && (*cell = value, true);
#endif
}

// Marsaglia's xorshift with 128 bits, begun with hashes of the seed.
struct Random {
    u32 x, y, z, w;
};

DEVICE u32 hash(u64 a) {
    a = (a ^ (a >> 30)) * 0xbf58476d1ce4e5b9ULL;
    a = (a ^ (a >> 27)) * 0x94d049bb133111ebULL;
    return (u32)(a >> 32) ^ (u32)a;
}

DEVICE Random seeded(u64 seed) {
    const u64 golden = 0x9e3779b97f4a7c15ULL;
    seed *= 0xd1342543de82ef95ULL;
    return {hash(seed + golden), hash(seed + 2 * golden), hash(seed + 3 * golden),
            hash(seed + 4 * golden) | 1u};
}

DEVICE u32 draw(Random &r) {
    u32 t = r.x ^ (r.x << 11);
    r.x = r.y, r.y = r.z, r.z = r.w;
    return r.w = r.w ^ (r.w >> 19) ^ t ^ (t >> 8);
}

DEVICE int below(Random &r, int n) { return (int)(((u64)draw(r) * (u32)n) >> 32); }

// What a chain sees: the tables of its job, shared, and its own counts and base blocks, which
// stand in every T-th word. A count is (deviation from the target) * 256 + (weight of the orbit).
template <int T>
struct Chain {
    const Slot *slots;
    const uint16_t *members;
    const uint8_t *pairs;
    int *counts;
    u32 *rows;
    int v, k, orbits, slot_count, row_count;
    Random random;

    DEVICE int row_words() const { return (k + 1) / 2; }

    DEVICE int point(int row, int i) const { return rows[(row + i / 2) * T] >> 16 * (i & 1) & 0xffff; }

    DEVICE void put(int row, int i, int p) {
        u32 &word = rows[(row + i / 2) * T];
        word = i & 1 ? (word & 0xffffu) | (u32)p << 16 : (word & 0xffff0000u) | (u32)p;
    }

    // Count `a` more pairs of an orbit; the change of the cost.
    DEVICE int add(int orbit, int a) {
        int word = counts[orbit * T];
        counts[orbit * T] = word + a * 256;
        return (word & 255) * a * (2 * (word >> 8) + a);
    }

    // Take one orbit out of a base block and another in; the change of the cost. Orbit number
    // `orbits` has weight 0: it stands for pairs not to count, and on the diagonal of `pairs`.
    DEVICE int exchange(const Slot &s, int start, int a, bool &clash) {
        const uint8_t *out = pairs + point(s.row, s.offset) * v;
        const uint8_t *in = pairs + members[start] * v;
        int change = 0;
        for (int i = 0; i < row_words(); i++) {
            u32 word = rows[(s.row + i) * T];
            int p = word & 0xffff, q = word >> 16;
            bool skip_p = (u32)(2 * i - s.offset) < (u32)s.length;
            bool skip_q = (u32)(2 * i + 1 - s.offset) < (u32)s.length || 2 * i + 1 >= k;
            int out_p = out[p], in_p = in[p], out_q = out[q], in_q = in[q];
            clash |= (!skip_p && in_p == orbits) || (!skip_q && in_q == orbits);
            change += add(skip_p ? orbits : out_p, -a);
            change += add(skip_p ? orbits : in_p, a);
            change += add(skip_q ? orbits : out_q, -a);
            change += add(skip_q ? orbits : in_q, a);
        }
        for (int m = 1; m < s.length; m++) {
            change += add(out[point(s.row, s.offset + m)], -a / 2);
            change += add(in[members[start + m]], a / 2);
        }
        return change;
    }

    DEVICE void write(const Slot &s, int start) {
        for (int m = 0; m < s.length; m++) put(s.row, s.offset + m, members[start + m]);
    }

    DEVICE int pick(const Slot &s) { return s.first + s.length * below(random, s.many); }

    // Random base blocks, and their counts.
    DEVICE void begin() {
        for (int i = 0; i < row_count * row_words(); i++) rows[i * T] = 0;
        for (int q = 0; q < slot_count; q++) {
            const Slot s = slots[q];
            int start;
            bool there;
            do {
                start = pick(s);
                there = false;
                for (int i = 0; i < s.offset; i++) there |= point(s.row, i) == members[start];
            } while (there);
            write(s, start);
            include(s);
        }
    }

    // Count the pairs of the orbit at a place with those before it, and within it.
    DEVICE void include(const Slot &s) {
        const uint8_t *in = pairs + point(s.row, s.offset) * v;
        for (int i = 0; i < s.offset; i++) add(in[point(s.row, i)], s.amount);
        for (int m = 1; m < s.length; m++) add(in[point(s.row, s.offset + m)], s.amount / 2);
    }

    DEVICE int cost() const {
        int total = 0;
        for (int o = 0; o < orbits; o++) {
            int word = counts[o * T];
            total += (word & 255) * (word >> 8) * (word >> 8);
        }
        return total;
    }

    // One step at an inverse temperature; the change of the cost.
    DEVICE int step(float beta) {
        const Slot s = slots[below(random, slot_count)];
        int start = pick(s);
        bool clash = false;
        int change = exchange(s, start, s.amount, clash);
        float chance = (float)draw(random) * 2.3283064e-10f;
        if (!clash && (change <= 0 || chance < expf(-beta * (float)change))) {
            write(s, start);
            return change;
        }
        exchange(s, start, -s.amount, clash);
        return 0;
    }

    // Anneal from hot to cold, until solved or somebody else has solved it; the last cost.
    DEVICE int run(const Job &job, const Output &out, u64 began) {
        begin();
        int current = cost();
        float beta = job.scale / HOT;
        float warmer = expf(logf(HOT / COLD) * (float)CHUNK / (float)job.steps);
        for (int done = 0; done < job.steps && current; done += CHUNK) {
            if (*(volatile int *)(out.solved + job.target)) break;
            if (done % (16 * CHUNK) == 0 && nanoseconds() - began > out.limit) break;
            for (int i = 0; i < CHUNK && current; i++) current += step(beta);
            beta *= warmer;
        }
        return current;
    }

    DEVICE void hand_over(uint16_t *answer) const {
        for (int r = 0; r < row_count; r++)
            for (int i = 0; i < k; i++) answer[r * k + i] = (uint16_t)point(r * row_words(), i);
    }

#ifndef __CUDACC__
    void audit(const int *fresh, int current) {
        for (int o = 0; o <= orbits; o++) counts[o * T] = fresh[o];
        for (int q = 0; q < slot_count; q++) include(slots[q]);
        if (cost() == current) return;
        fprintf(stderr, "cost %d, recounted %d\n", current, cost());
        abort();
    }
#endif
};

template <int T>
DEVICE void work(const Job &job, int number, int thread, u32 *memory, const Output &out) {
    Chain<T> chain;
    chain.slots = (const Slot *)memory;
    chain.members = (const uint16_t *)(memory + job.members);
    chain.pairs = (const uint8_t *)(memory + job.pairs);
    chain.counts = (int *)memory + job.words + thread;
    chain.rows = memory + job.words + (job.orbits + 1) * T + thread;
    chain.v = job.v, chain.k = job.k, chain.orbits = job.orbits;
    chain.slot_count = job.slots, chain.row_count = job.rows;
    chain.random = seeded((u64)job.seed << 32 | (u32)(number * MOST_THREADS + thread));
    const int *fresh = (const int *)memory + job.counts;
    for (int o = 0; o <= job.orbits; o++) chain.counts[o * T] = fresh[o];
    int current = chain.run(job, out, first_time(out.began, nanoseconds()));
#ifndef __CUDACC__
    chain.audit(fresh, current);
#endif
    out.costs[number * MOST_THREADS + thread] = (float)current * job.scale;
    if (current == 0 && claim(out.solved + job.target, number + 1))
        chain.hand_over(out.answers + job.answer);
}

// Jobs first..first+count-1 have this number of threads and at most so many bytes.
struct Group {
    int threads, first, count, bytes;
};

#ifdef __CUDACC__

template <int T>
__global__ void __launch_bounds__(T)
anneal(const Job *jobs, int first, const u32 *blob, Output out) {
    extern __shared__ __align__(16) u32 memory[];
    int number = first + blockIdx.x;
    const Job job = jobs[number];
    for (int i = threadIdx.x; i < job.words; i += T) memory[i] = blob[job.image + i];
    __syncthreads();
    work<T>(job, number, threadIdx.x, memory, out);
}

static bool failed(cudaError_t code, const char *where) {
    if (code != cudaSuccess) fprintf(stderr, "%s: %s\n", where, cudaGetErrorString(code));
    return code != cudaSuccess;
}

// Memory of the device that grows when more is asked for.
static void *room(int which, size_t bytes) {
    static void *places[6];
    static size_t sizes[6];
    if (sizes[which] < bytes) {
        cudaFree(places[which]);
        sizes[which] = 0;
        if (failed(cudaMalloc(&places[which], bytes + bytes / 2), "cudaMalloc")) return nullptr;
        sizes[which] = bytes + bytes / 2;
    }
    return places[which];
}

template <int T>
static bool start(const Group &g, const Job *jobs, const u32 *blob, Output out, cudaStream_t s) {
    cudaFuncSetAttribute(anneal<T>, cudaFuncAttributeMaxDynamicSharedMemorySize, 232448);
    cudaFuncSetAttribute(anneal<T>, cudaFuncAttributePreferredSharedMemoryCarveout, 100);
    anneal<T><<<g.count, T, g.bytes, s>>>(jobs, g.first, blob, out);
    return failed(cudaGetLastError(), "launch");
}

static bool start(const Group &g, const Job *jobs, const u32 *blob, Output out, int i) {
    static cudaStream_t streams[16];
    cudaStream_t &s = streams[i % 16];
    if (!s && failed(cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking), "stream")) return true;
    if (g.threads == 64) return start<64>(g, jobs, blob, out, s);
    if (g.threads == 128) return start<128>(g, jobs, blob, out, s);
    return start<256>(g, jobs, blob, out, s);
}

// Run all groups and wait for them; 0 if nothing failed.
extern "C" int anneal_all(const Group *groups, int group_count, const Job *jobs, int job_count,
                          const u32 *blob, long words, int *solved, int target_count, float *costs,
                          uint16_t *answers, long answer_count, u64 limit) {
    size_t job_bytes = sizeof(Job) * job_count, cost_bytes = 4L * job_count * MOST_THREADS;
    Job *on_jobs = (Job *)room(0, job_bytes);
    u32 *on_blob = (u32 *)room(1, 4 * words);
    Output out = {(int *)room(2, 4L * target_count), (float *)room(3, cost_bytes),
                  (uint16_t *)room(4, 2 * answer_count), (u64 *)room(5, 8), limit};
    if (!on_jobs || !on_blob || !out.solved || !out.costs || !out.answers || !out.began) return 1;
    if (failed(cudaMemcpy(on_jobs, jobs, job_bytes, cudaMemcpyHostToDevice), "jobs")) return 2;
    if (failed(cudaMemcpy(on_blob, blob, 4 * words, cudaMemcpyHostToDevice), "blob")) return 2;
    cudaMemset(out.solved, 0, 4L * target_count);
    cudaMemset(out.began, 0, 8);
    if (failed(cudaDeviceSynchronize(), "before")) return 3;
    for (int i = 0; i < group_count; i++)
        if (start(groups[i], on_jobs, on_blob, out, i)) return 4;
    if (failed(cudaDeviceSynchronize(), "run")) return 5;
    cudaMemcpy(solved, out.solved, 4L * target_count, cudaMemcpyDeviceToHost);
    cudaMemcpy(costs, out.costs, cost_bytes, cudaMemcpyDeviceToHost);
    cudaMemcpy(answers, out.answers, 2 * answer_count, cudaMemcpyDeviceToHost);
    return failed(cudaGetLastError(), "back") ? 6 : 0;
}

#else

template <int T>
static void start(const Group &g, const Job *jobs, const u32 *blob, const Output &out) {
    std::vector<u32> memory(g.bytes / 4 + 4);
    u32 *aligned = memory.data() + (16 - (uintptr_t)memory.data() % 16) % 16 / 4;
    for (int number = g.first; number < g.first + g.count; number++)
        for (int thread = 0; thread < T; thread++) {
            const Job &job = jobs[number];
            for (int i = 0; i < job.words; i++) aligned[i] = blob[job.image + i];
            work<T>(job, number, thread, aligned, out);
        }
}

extern "C" int anneal_all(const Group *groups, int group_count, const Job *jobs, int, const u32 *blob,
                          long, int *solved, int target_count, float *costs, uint16_t *answers, long,
                          u64 limit) {
    u64 began = 0;
    Output out = {solved, costs, answers, &began, limit};
    for (int i = 0; i < target_count; i++) solved[i] = 0;
    for (int i = 0; i < group_count; i++) {
        if (groups[i].threads == 64) start<64>(groups[i], jobs, blob, out);
        if (groups[i].threads == 128) start<128>(groups[i], jobs, blob, out);
        if (groups[i].threads == 256) start<256>(groups[i], jobs, blob, out);
    }
    return 0;
}

#endif
