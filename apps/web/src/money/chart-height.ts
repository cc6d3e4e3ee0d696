/** In pixels; what stands there while the chart loads is as high. */
export const chartHeight = 300;
