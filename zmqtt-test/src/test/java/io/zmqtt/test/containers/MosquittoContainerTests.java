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

package io.zmqtt.test.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.RawMqtt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MosquittoContainer} that need no Docker.
 */
class MosquittoContainerTests {

	private static final String CONFIGURATION = "/mosquitto/config/mosquitto.conf";

	private static final String PASSWORDS = "/mosquitto/config/passwords";

	@Test
	void listensForMqtt() {
		TestContainer container = new TestContainer();
		assertThat(container.getExposedPorts()).containsExactly(1883);
		assertThat(container.getMqttUri()).isEqualTo("mqtt://docker.test:31883");
		assertThat(container.configured().get(CONFIGURATION)).startsWith("listener 1883\n");
	}

	@Test
	void takesImagesThatAreDeclaredToBeMosquitto() {
		DockerImageName image = DockerImageName.parse("mirror.test/some/image:1");
		new MosquittoContainer(image.asCompatibleSubstituteFor("eclipse-mosquitto"));
		assertThatIllegalStateException().isThrownBy(() -> new MosquittoContainer(image))
			.withMessageContaining("eclipse-mosquitto");
	}

	@Test
	void letsAnyoneConnect() throws IOException {
		Mosquitto.assumeAvailable();
		TestContainer container = new TestContainer();
		Map<String, String> files = container.configured();
		assertThat(files).containsOnlyKeys(CONFIGURATION);
		assertThat(container.getUsername()).isNull();
		assertThat(container.getPassword()).isNull();
		try (Mosquitto mosquitto = start(files.get(CONFIGURATION))) {
			RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4).close();
		}
	}

	@Test
	void letsOnlyTheUserConnect(@TempDir Path directory) throws IOException {
		Mosquitto.assumeAvailable();
		TestContainer container = new TestContainer();
		assertThat(container.withCredentials("user", "secret")).isSameAs(container);
		assertThat(container.getUsername()).isEqualTo("user");
		assertThat(container.getPassword()).isEqualTo("secret");
		Map<String, String> files = container.configured();
		Path passwords = Files.writeString(directory.resolve("passwords"), files.get(PASSWORDS));
		try (Mosquitto mosquitto = start(files.get(CONFIGURATION).replace(PASSWORDS, passwords.toString()))) {
			RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4, "user", "secret").close();
			assertThatIOException().isThrownBy(() -> RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4).close())
				.withMessageContaining("code=5");
		}
	}

	@Test
	void refusesUserNamesThatMosquittoCannotHave() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TestContainer().withCredentials("a:b", "secret"))
			.withMessageContaining("user name");
	}

	private static Mosquitto start(String configuration) {
		String[] lines = configuration.lines().filter((line) -> !line.startsWith("listener")).toArray(String[]::new);
		return Mosquitto.builder().lines(lines).start();
	}

	private static final class TestContainer extends MosquittoContainer {

		private final Map<String, String> files = new HashMap<>();

		private Map<String, String> configured() {
			configure();
			return this.files;
		}

		@Override
		public MosquittoContainer withCopyToContainer(Transferable transferable, String containerPath) {
			this.files.put(containerPath, new String(transferable.getBytes(), StandardCharsets.UTF_8));
			return super.withCopyToContainer(transferable, containerPath);
		}

		@Override
		public String getHost() {
			return "docker.test";
		}

		@Override
		public Integer getMappedPort(int port) {
			return port + 30_000;
		}

	}

}
