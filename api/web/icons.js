// Outlines on a grid of 24, drawn for this page.

export const PIN = "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z";
export const TARGET = "M12 4v3M12 17v3M4 12h3M17 12h3M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z";
export const CROSS = "M6 6l12 12M18 6L6 18";
export const DOWN = "M12 4v11M7 11l5 5 5-5M5 20h14";
export const LINK = "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1-1";
export const WARN = "M12 4L2.500 20h19zM12 10v4.500M12 17.300v.2";
export const PENCIL = "M4 20l1-4L16 5l3 3L8 19z";
export const CLOUD = "M4 4l16 16M8 18h9a4 4 0 0 0 2.500-7M16 8a6 6 0 0 0-6-2M6 9a5 5 0 0 0 1 9";
export const TRAIN = "M7 4h10v11a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2zM7 10h10M9 17l-2 3M15 17l2 3";
export const HEAP = "M2 19h20L14.500 7.500l-2 2.500-2.500-4z";
export const AGAIN = "M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4";
export const HOUSES = "M3 20v-8l5-4 5 4v8zM13 20V8l4-3 4 3v12zM6 20v-4h4v4";
export const ROAD = "M8 3L5 21M16 3l3 18M12 4v3M12 10.500v3M12 17v3";
export const HOURGLASS = "M7 4h10M7 20h10M8 4c0 5 8 5 8 8s-8 3-8 8M16 4c0 5-8 5-8 8s8 3 8 8";
export const MEAL = "M7 4v16M4 4v4a3 3 0 0 0 6 0V4M16 20v-7h3V8c0-2.200-1-4-3-4v9";
export const BED = "M3 19V6M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-8v6M6.500 12.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z";
export const FLAG = "M6 21V4h11l-3 4 3 4H6";
