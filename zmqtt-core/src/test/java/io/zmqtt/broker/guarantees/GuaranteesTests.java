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

package io.zmqtt.broker.guarantees;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

import io.zmqtt.test.Mosquitto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loses links, kills clients and kills brokers while messages are at every possible place
 * between a publisher and an application, and compares what becomes of them with
 * {@code docs/guarantees.md}. With {@code -Dzmqtt.docs.write=true} it writes the tables
 * of that page instead.
 */
class GuaranteesTests {

	private static final Set<Event> EVENTS_WITH_ARTEMIS = EnumSet.complementOf(EnumSet.of(Event.BROKER_EMPTIED));

	private static final int LINE_LENGTH = 120;

	private static Map<Event, Map<Scenario, Outcome>> mosquitto;

	private static Map<Event, Map<Scenario, Outcome>> artemis;

	@BeforeAll
	@Timeout(240)
	static void runAll(@TempDir Path directory) throws Exception {
		Mosquitto.assumeAvailable();
		FutureTask<Map<Event, Map<Scenario, Outcome>>> other = inBackground(() -> {
			try (Broker broker = Broker.artemis(directory)) {
				return run(EVENTS_WITH_ARTEMIS, broker);
			}
		});
		try (Broker broker = Broker.mosquitto(true); Broker forgetful = Broker.mosquitto(false)) {
			mosquitto = run(EVENTS_WITH_ARTEMIS, broker);
			mosquitto.putAll(run(EnumSet.of(Event.BROKER_EMPTIED), forgetful));
		}
		finally {
			if (mosquitto == null || mosquitto.size() < Event.values().length) {
				other.cancel(true);
			}
		}
		artemis = other.get();
	}

	private static <T> FutureTask<T> inBackground(Callable<T> callable) {
		FutureTask<T> task = new FutureTask<>(callable);
		Thread thread = new Thread(task, "artemis");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private static Map<Event, Map<Scenario, Outcome>> run(Set<Event> events, Broker broker) throws Exception {
		Map<Event, Map<Scenario, Outcome>> outcomes = new EnumMap<>(Event.class);
		for (Event event : events) {
			outcomes.put(event, Batch.run(event, broker));
		}
		return outcomes;
	}

	@Test
	void thePageShowsWhatHappens() {
		Map<String, String> parts = new Tables(mosquitto).all();
		parts.put("artemis",
				Arrays.stream(ArtemisDifference.values())
					.map((difference) -> item(difference.toString()))
					.collect(Collectors.joining()));
		Page page = new Page("guarantees.md");
		if (Boolean.getBoolean("zmqtt.docs.write")) {
			page.write(parts);
		}
		assertThat(page.parts()).isEqualTo(parts);
	}

	private static String item(String text) {
		StringBuilder item = new StringBuilder("-");
		int length = 1;
		for (String word : text.split(" ")) {
			if (length + 1 + word.length() > LINE_LENGTH) {
				item.append("\n ");
				length = 1;
			}
			item.append(' ').append(word);
			length += 1 + word.length();
		}
		return item.append('\n').toString();
	}

	@Test
	void anotherBrokerDiffersOnlyAsThePageSays() {
		Set<ArtemisDifference> seen = EnumSet.noneOf(ArtemisDifference.class);
		artemis.forEach((event, outcomes) -> outcomes.forEach((scenario, outcome) -> {
			if (!outcome.equals(mosquitto.get(event).get(scenario))) {
				List<ArtemisDifference> explaining = Arrays.stream(ArtemisDifference.values())
					.filter((difference) -> difference.explains(event, scenario, outcome))
					.toList();
				assertThat(explaining).as("%s when %s: %s", event, scenario, outcome).isNotEmpty();
				seen.addAll(explaining);
			}
		}));
		assertThat(seen).containsExactlyInAnyOrder(ArtemisDifference.values());
	}

}
