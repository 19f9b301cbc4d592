// The drawing library, fetched when the table stands: bars only, as SVG.
import { BarChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export interface Bars {
  weeks: string[];
  series: { name: string; values: (number | null)[] }[];
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Draws into `box` and follows its width; what it answers puts other bars there, or takes it away. */
export function drawBars(box: HTMLElement): { show: (bars: Bars) => void; end: () => void } {
  const chart = init(box, null, { renderer: 'svg' });
  const resize = new ResizeObserver(() => chart.resize());
  resize.observe(box);
  const dark = globalThis.matchMedia('(prefers-color-scheme: dark)');
  let last: Bars | null = null;
  function show(bars: Bars): void {
    last = bars;
    const text = { color: token('--ink-2'), fontFamily: token('--sans') };
    chart.setOption(
      {
        animation: false,
        aria: { enabled: true, decal: { show: bars.series.length > 1 } },
        color: [token('--accent'), token('--line-2')],
        textStyle: text,
        grid: {
          left: 8,
          right: 8,
          top: bars.series.length > 1 ? 40 : 16,
          bottom: 8,
          containLabel: true,
        },
        legend: { show: bars.series.length > 1, top: 0, left: 0, textStyle: text },
        tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
        xAxis: {
          type: 'category',
          data: bars.weeks,
          axisLabel: { ...text, hideOverlap: true },
          axisLine: { lineStyle: { color: token('--line-2') } },
          axisTick: { show: false },
        },
        yAxis: {
          type: 'value',
          minInterval: 1,
          axisLabel: text,
          splitLine: { lineStyle: { color: token('--line') } },
        },
        series: bars.series.map((one) => ({
          type: 'bar' as const,
          name: one.name,
          data: one.values.map((value) => value ?? '-'),
          barMaxWidth: 26,
        })),
      },
      { notMerge: true },
    );
  }
  const again = (): void => {
    if (last) show(last);
  };
  dark.addEventListener('change', again);
  return {
    show,
    end() {
      dark.removeEventListener('change', again);
      resize.disconnect();
      // It would empty its element through innerHTML, which the policy of the pages forbids; the
      // element goes with the page.
      const painter = chart.getZr().painter as unknown as Record<'clear' | 'dispose', () => void>;
      painter.clear = () => undefined;
      painter.dispose = () => undefined;
      chart.dispose();
    },
  };
}
