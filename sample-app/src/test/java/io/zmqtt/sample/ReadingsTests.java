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

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Readings}.
 */
class ReadingsTests {

	private final Readings readings = new Readings(
			new ClimateProperties(26, 2, new ClimateProperties.Simulation(List.of(), 21)));

	@Test
	void keepsTheLatestReadingOfEachRoom() {
		this.readings.keep(reading("b", 1));
		this.readings.keep(reading("a", 2));
		this.readings.keep(reading("b", 3));
		assertThat(this.readings.all()).containsExactly(reading("a", 2), reading("b", 3));
		assertThat(this.readings.of("b")).contains(reading("b", 3));
		assertThat(this.readings.of("c")).isEmpty();
	}

	@Test
	void keepsALimitedNumberOfRooms() {
		assertThat(this.readings.keep(reading("a", 1))).isTrue();
		assertThat(this.readings.keep(reading("b", 2))).isTrue();
		assertThat(this.readings.keep(reading("c", 3))).isFalse();
		assertThat(this.readings.keep(reading("a", 4))).isTrue();
		assertThat(this.readings.all()).containsExactly(reading("a", 4), reading("b", 2));
	}

	private static Reading reading(String room, double celsius) {
		return new Reading(room, celsius, Instant.EPOCH);
	}

}
