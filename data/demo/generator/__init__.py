"""Generator of the demonstration territory: real places joined by invented streets. Not for navigation.

Run it with ``python -m data.demo.generator --out DIR [--seed 1360]``; the same seed gives the same bytes.

Rooms, in the order in which the work goes through them:

``frame``       bounds, flat coordinates and the types that all rooms share
``facts``       reads the sourced facts and the hand-drawn sketch
``curves``      splines, arcs and blobs
``settlements`` towns and the main roads between them
``corridors``   railways, canals, motorways, their side ways and crossings; former mine railways
``patches``     terrils, lakes and miners' estates as areas
``centres``     squares, inner rings and through streets of towns; roundabouts
``landscape``   rasters that say how built-up, wooded and close to heritage a place is
``noding``      cuts all lines at their crossings and opens the faces between them
``plane``       the planar network that streets are laid into
``blocks``      cuts every face by streets until its blocks have the wanted size
``rules``       what size of block and which kind of street belongs where
``heaps``       ways up the open terrils, and short links to places beside the network
``world``       the map in the making: nodes, ways, relations
``crossings``   bridges, tunnels and level crossings
``tagging``     tags of every way
``traffic``     one-way streets, turn restrictions, barriers, fords, dated rules
``routes``      signposted routes and numbered junctions
``scenery``     areas and points of the base map
``relief``      the elevation raster
``files``       writes everything
"""
