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

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * An Eclipse Mosquitto broker in a container of Testcontainers. It listens for MQTT on
 * port 1883 of the container, without TLS, keeps nothing on a disk, and lets anyone
 * connect unless there are {@linkplain #withCredentials credentials}.
 * <p>
 * With {@code spring-boot-testcontainers} a field or bean annotated
 * {@code @ServiceConnection} gives an application the address and the credentials. Needs
 * {@code org.testcontainers:testcontainers} on the class path. Not thread-safe.
 */
public class MosquittoContainer extends GenericContainer<MosquittoContainer> {

	private static final DockerImageName IMAGE = DockerImageName.parse("eclipse-mosquitto");

	private static final String TAG = "2.0";

	private static final int PORT = 1883;

	private static final String DIRECTORY = "/mosquitto/config/";

	private static final String PASSWORD_FILE = DIRECTORY + "passwords";

	private @Nullable String username;

	private @Nullable String password;

	/**
	 * Create a container of the image {@code eclipse-mosquitto:2.0}.
	 */
	public MosquittoContainer() {
		this(IMAGE.withTag(TAG));
	}

	/**
	 * Create a container of another image.
	 * @param image the image, {@code eclipse-mosquitto} or one that is declared to be a
	 * {@linkplain DockerImageName#asCompatibleSubstituteFor compatible substitute}: one
	 * that runs {@code mosquitto} with {@code /mosquitto/config/mosquitto.conf}
	 * @throws IllegalStateException if it is any other image
	 */
	public MosquittoContainer(DockerImageName image) {
		super(image);
		image.assertCompatibleWith(IMAGE);
		withExposedPorts(PORT);
		waitingFor(Wait.forListeningPort());
	}

	/**
	 * Let nobody connect but this user.
	 * @param username the user name, without colons and line breaks
	 * @param password the password
	 * @return this container
	 * @throws IllegalArgumentException if mosquitto cannot have a user of that name
	 */
	public MosquittoContainer withCredentials(String username, String password) {
		PasswordFile.check(username);
		this.username = username;
		this.password = Objects.requireNonNull(password, "password");
		return this;
	}

	/**
	 * Return the user name to connect with.
	 * @return the user name, or {@code null} if anyone may connect
	 */
	public @Nullable String getUsername() {
		return this.username;
	}

	/**
	 * Return the password to connect with.
	 * @return the password, or {@code null} if anyone may connect
	 */
	public @Nullable String getPassword() {
		return this.password;
	}

	/**
	 * Return where the broker is, which is known once the container has started.
	 * @return the URI, such as {@code mqtt://localhost:32768}, without credentials
	 * @throws IllegalStateException if the container has not started
	 */
	public String getMqttUri() {
		return "mqtt://" + getHost() + ":" + getMappedPort(PORT);
	}

	@Override
	protected void configure() {
		String user = this.username;
		String secret = this.password;
		if (user != null && secret != null) {
			withCopyToContainer(Transferable.of(PasswordFile.of(user, secret)), PASSWORD_FILE);
		}
		withCopyToContainer(Transferable.of(configuration(user != null)), DIRECTORY + "mosquitto.conf");
	}

	private static String configuration(boolean authenticated) {
		String access = authenticated ? "allow_anonymous false\npassword_file " + PASSWORD_FILE + "\n"
				: "allow_anonymous true\n";
		return "listener " + PORT + "\n" + access + "persistence false\nlog_dest stdout\n";
	}

}
