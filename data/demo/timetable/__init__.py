"""Writes the timetable of the demonstration territory: invented lines between real stations, as a GTFS feed.

It imports none of the other packages: its feed goes through the same import as any other one.
"""
