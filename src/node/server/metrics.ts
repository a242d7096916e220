/** Counts of a running server, in the text format of Prometheus. */
export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void;
  add(name: CounterName, value?: number): void;
  /** @param gauges what is true at this moment */
  text(gauges: Readonly<Record<string, number>>): string;
}

const COUNTERS = {
  homeground_uploaded_bytes_total: "Bytes of files taken in.",
  homeground_jobs_done_total: "Jobs that came to an end.",
  homeground_jobs_failed_total: "Jobs that failed.",
  homeground_log_in_failures_total: "Log-ins with a wrong name or password.",
  homeground_rate_limited_total: "Requests refused since too many came.",
} as const;
type CounterName = keyof typeof COUNTERS;

/** Upper bounds of the histogram, in seconds. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60] as const;

interface Series {
  readonly labels: string;
  readonly buckets: number[];
  sum: number;
  count: number;
}

export function createMetrics(): Metrics {
  const counters = new Map<CounterName, number>();
  const requests = new Map<string, number>();
  const durations = new Map<string, Series>();
  return {
    request(route, method, status, seconds) {
      const key = `route="${route}",method="${method}",status="${Math.floor(status / 100)}xx"`;
      requests.set(key, (requests.get(key) ?? 0) + 1);
      const labels = `route="${route}",method="${method}"`;
      const series = durations.get(labels) ?? {
        labels,
        buckets: BUCKETS.map(() => 0),
        sum: 0,
        count: 0,
      };
      durations.set(labels, series);
      for (const [i, bound] of BUCKETS.entries()) if (seconds <= bound) series.buckets[i]!++;
      series.sum += seconds;
      series.count++;
    },
    add(name, value = 1) {
      counters.set(name, (counters.get(name) ?? 0) + value);
    },
    text(gauges) {
      const lines: string[] = [];
      const head = (name: string, kind: string, help: string) =>
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`);
      for (const [name, help] of Object.entries(COUNTERS)) {
        head(name, "counter", help);
        lines.push(`${name} ${counters.get(name as CounterName) ?? 0}`);
      }
      for (const [name, value] of Object.entries(gauges)) {
        head(name, "gauge", "At this moment.");
        lines.push(`${name} ${value}`);
      }
      head("homeground_requests_total", "counter", "Requests answered.");
      for (const [key, value] of requests) lines.push(`homeground_requests_total{${key}} ${value}`);
      const name = "homeground_request_seconds";
      head(name, "histogram", "From the head of a request to the end of its answer.");
      for (const { labels, buckets, sum, count } of durations.values()) {
        for (const [i, bound] of BUCKETS.entries()) {
          lines.push(`${name}_bucket{${labels},le="${bound}"} ${buckets[i]}`);
        }
        lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
        lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`);
      }
      return `${lines.join("\n")}\n`;
    },
  };
}
