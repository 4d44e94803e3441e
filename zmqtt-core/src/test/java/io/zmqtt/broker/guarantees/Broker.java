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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.Mosquitto;
import org.jspecify.annotations.Nullable;

/**
 * A broker in a process of its own.
 */
interface Broker extends AutoCloseable {

	int port();

	/**
	 * Kill the process, and start another one on the same port.
	 */
	void killAndRestart();

	@Override
	void close();

	/**
	 * Return Mosquitto. It writes its state to the disk from time to time, and does so
	 * right before it is killed here: how much it loses otherwise is a matter of its
	 * configuration.
	 */
	static Broker mosquitto(boolean durable) {
		Mosquitto.Builder builder = Mosquitto.builder();
		Mosquitto mosquitto = (durable ? builder.persistence() : builder).start();
		return new Broker() {

			@Override
			public int port() {
				return mosquitto.port();
			}

			@Override
			public void killAndRestart() {
				if (durable) {
					mosquitto.save();
				}
				mosquitto.kill();
				mosquitto.restart();
			}

			@Override
			public void close() {
				mosquitto.close();
			}

		};
	}

	/**
	 * Return Artemis, with a journal if there is a directory for it.
	 */
	static Broker artemis(@Nullable Path directory) {
		return new Artemis(directory);
	}

	/**
	 * Artemis in a JVM of its own.
	 */
	final class Artemis implements Broker {

		private final @Nullable Path directory;

		private int port;

		private OtherJvm jvm;

		private Artemis(@Nullable Path directory) {
			this.directory = directory;
			this.jvm = launch();
		}

		/**
		 * The program of that JVM.
		 */
		public static void main(String[] arguments) throws Exception {
			EmbeddedMqttBroker.Builder builder = EmbeddedMqttBroker.builder().port(Integer.parseInt(arguments[0]));
			if (arguments.length > 1) {
				builder.persistence(Path.of(arguments[1]));
			}
			try (EmbeddedMqttBroker broker = builder.start()) {
				System.out.println("port " + broker.port());
				while (System.in.read() >= 0) {
					// ends with the JVM that started it
				}
			}
		}

		private OtherJvm launch() {
			List<String> arguments = new ArrayList<>(List.of(Integer.toString(this.port)));
			if (this.directory != null) {
				arguments.add(this.directory.toString());
			}
			CompletableFuture<Integer> listening = new CompletableFuture<>();
			OtherJvm started = OtherJvm.start(Artemis.class, arguments, List.of(), (line) -> {
				if (line.startsWith("port ")) {
					listening.complete(Integer.parseInt(line.substring("port ".length())));
				}
			});
			this.port = listening.orTimeout(60, TimeUnit.SECONDS).join();
			return started;
		}

		@Override
		public int port() {
			return this.port;
		}

		@Override
		public void killAndRestart() {
			this.jvm.kill();
			this.jvm = launch();
		}

		@Override
		public void close() {
			this.jvm.close();
		}

	}

}
