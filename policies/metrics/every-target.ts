import { defineExporter, serviceTarget } from './exporter.ts';

/** What Prometheus itself records of each target, and what the client libraries of Go, Java and Rust add. */
export default defineExporter({
  name: 'every target',
  source: 'https://prometheus.io/docs/concepts/jobs_instances/ and the client libraries of Go and Java',
  target: [...serviceTarget, 'app', 'node', 'metrics_path'],
  families: [
    {
      type: 'gauge',
      labels: [],
      names: [
        'up',
        'scrape_duration_seconds',
        'scrape_samples_scraped',
        'scrape_samples_post_metric_relabeling',
        'scrape_series_added',
        'process_open_fds',
        'process_max_fds',
        'process_resident_memory_bytes',
        'process_virtual_memory_bytes',
        'process_start_time_seconds',
        'process_threads',
        'go_goroutines',
        'go_threads',
        'go_memstats_alloc_bytes',
        'go_memstats_heap_inuse_bytes',
      ],
    },
    { type: 'counter', labels: [], names: ['process_cpu_seconds_total'] },
    { type: 'gauge', labels: ['version'], names: ['go_info'] },
    { type: 'summary', labels: [], names: ['go_gc_duration_seconds'] },
  ],
});
