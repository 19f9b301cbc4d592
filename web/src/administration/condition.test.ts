import { describe, expect, it } from 'vitest';
import { diskState, queueState, readMetrics, sayBytes, spanOf } from './condition';

describe('the condition of the system in words', () => {
  it('says how many requests were answered, refused and failed', () => {
    const text = [
      '# TYPE beihui_http_requests_total counter',
      'beihui_time_seconds 1778374800',
      'beihui_http_requests_total{method="GET",route="/api/v1/cases",status="200"} 8',
      'beihui_http_requests_total{method="GET",route="/api/v1/cases",status="500"} 2',
      'beihui_http_requests_total{method="GET",route="/api/v1/access",status="403"} 4',
      'beihui_http_requests_total{method="GET",route="",status="200"} 6',
      'beihui_http_request_duration_seconds_sum{method="GET",route="/api/v1/cases",status="200"} 0.5',
      'beihui_http_request_duration_seconds_sum{method="GET",route="/api/v1/cases",status="500"} 0.5',
      'beihui_http_request_duration_seconds_sum{method="GET",route="/api/v1/access",status="403"} 9.0',
      'beihui_http_request_duration_seconds_sum{method="GET",route="",status="200"} 0',
    ].join('\n');
    expect(readMetrics(text)).toEqual({
      all: 20,
      refused: 4,
      faults: 2,
      meanMs: 500,
      slowest: { route: 'GET /api/v1/cases', meanMs: 100 },
    });
    expect(readMetrics('')).toEqual({
      all: 0,
      refused: 0,
      faults: 0,
      meanMs: null,
      slowest: null,
    });
  });
  it('says sizes and spans as people do', () => {
    expect(sayBytes(512, 'zh-CN')).toBe('512 B');
    expect(sayBytes(52_428_800, 'zh-CN')).toBe('50 MB');
    expect(sayBytes(41_231_686_041, 'zh-CN')).toBe('38.4 GB');
    expect(spanOf(0, 90_061_000)).toEqual({ days: 1, hours: 1, minutes: 1 });
    expect(spanOf(5000, 0)).toEqual({ days: 0, hours: 0, minutes: 0 });
  });
  it('warns of a disk before it is full', () => {
    const gb = 1024 ** 3;
    expect(diskState({ free: 40 * gb, total: 100 * gb })).toBe('good');
    expect(diskState({ free: 10 * gb, total: 100 * gb })).toBe('warn');
    expect(diskState({ free: 4 * gb, total: 100 * gb })).toBe('bad');
    expect(diskState({ free: gb / 2, total: 2 * gb })).toBe('bad');
  });
  it('does not warn of entries that wait for a second', () => {
    const at = '2026-05-06T15:00:00+08:00';
    expect(queueState({ entries: 3, oldest_at: '2026-05-06T14:59:59+08:00' }, at)).toBe('good');
    expect(queueState({ entries: 3, oldest_at: '2026-05-06T14:50:00+08:00' }, at)).toBe('bad');
    expect(queueState({ entries: 0, oldest_at: null }, at)).toBe('good');
  });
});
