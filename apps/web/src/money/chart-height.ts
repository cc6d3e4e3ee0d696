/** In pixels; also the height of the placeholder shown while the chart loads. */
export const chartHeight = 300;
