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
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Logs the latest readings in one line every now and then, if there are new ones.
 */
@Component
class ReadingReporter {

	private static final Logger logger = LoggerFactory.getLogger(ReadingReporter.class);

	private static final int MOST_ROOMS = 12;

	private final Readings readings;

	private List<Reading> reported = List.of();

	ReadingReporter(Readings readings) {
		this.readings = readings;
	}

	@Scheduled(initialDelayString = "${climate.log-interval}", fixedDelayString = "${climate.log-interval}")
	void report() {
		List<Reading> readings = this.readings.all();
		if (readings.equals(this.reported)) {
			return;
		}
		this.reported = readings;
		String line = readings.stream()
			.limit(MOST_ROOMS)
			.map((reading) -> reading.room() + " " + reading.celsius())
			.collect(Collectors.joining(", "));
		int more = readings.size() - MOST_ROOMS;
		logger.info("Readings in °C: {}{}", line, (more > 0) ? " and " + more + " more rooms" : "");
	}

}
