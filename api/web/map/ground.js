// What lies under the circuits: the streets of the territory where it has a base map, else a plain ground.

/**
 * The style of the ground.
 * @param {typeof import("maplibre-gl")} _library
 * @param {{ dark: boolean, language: string }} options
 * @returns {Promise<import("maplibre-gl").StyleSpecification>}
 */
export async function loadStyle(_library, { dark }) {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": dark ? "#20282d" : "#ece9e1" } }],
  };
}
