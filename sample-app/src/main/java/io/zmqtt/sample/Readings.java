/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.sample;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.springframework.stereotype.Component;

/**
 * The latest reading of each room.
 */
@Component
class Readings {

	private final ConcurrentNavigableMap<String, Reading> latest = new ConcurrentSkipListMap<>();

	private final int maxRooms;

	Readings(ClimateProperties properties) {
		this.maxRooms = properties.maxRooms();
	}

	/**
	 * Keep a reading, and return whether there was room for it.
	 */
	boolean keep(Reading reading) {
		if (!this.latest.containsKey(reading.room()) && this.latest.size() >= this.maxRooms) {
			return false;
		}
		this.latest.put(reading.room(), reading);
		return true;
	}

	Optional<Reading> of(String room) {
		return Optional.ofNullable(this.latest.get(room));
	}

	/**
	 * Return the readings, ordered by room.
	 */
	List<Reading> all() {
		return List.copyOf(this.latest.values());
	}

}
