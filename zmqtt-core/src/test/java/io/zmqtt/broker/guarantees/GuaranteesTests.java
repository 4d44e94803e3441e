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
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GuaranteesTests {

	@Test
	@Timeout(300)
	void raw(@TempDir Path directory) throws Exception {
		for (String name : System.getProperty("brokers", "mosquitto,artemis").split(",")) {
			try (Broker broker = name.equals("mosquitto") ? Broker.mosquitto(true) : Broker.artemis(directory);
				Broker memory = name.equals("mosquitto") ? Broker.mosquitto(false) : Broker.artemis(null)) {
				for (Event event : Event.values()) {
					long start = System.nanoTime();
					Map<Scenario, Outcome> outcomes = Batch.run(event,
							(event == Event.BROKER_EMPTIED) ? memory : broker);
					System.out.println("TIME " + name + " " + event + " " + (System.nanoTime() - start) / 1_000_000);
					outcomes.forEach((scenario, outcome) -> System.out
						.println("RAW;" + name + ";" + event + ";" + scenario.version() + ";" + scenario.kept() + ";"
								+ scenario.direction() + ";" + scenario.qos().value() + ";" + scenario.moment().name()
								+ ";" + scenario.style().name() + ";" + outcome));
				}
			}
		}
	}

}
