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

package io.zmqtt.benchmarks.spring;

import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.benchmarks.Peer;
import io.zmqtt.benchmarks.PeerConnection;
import io.zmqtt.benchmarks.ProtocolVersion;
import io.zmqtt.benchmarks.ZmqttPeer;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ReflectionUtils;

/**
 * The template and listener methods, as {@code @MqttListener} makes them.
 */
public final class ZmqttSpringPeer implements Peer {

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		MqttClient client = ZmqttPeer.client(host, port, version);
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Config.class);
		context.registerBean(MqttClient.class, () -> client);
		context.registerBean("mqttListenerContainerFactory", MqttListenerContainerFactory.class,
				() -> new MqttListenerContainerFactory(client));
		context.refresh();
		return new Connection(context, new MqttTemplate(client));
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

	}

	private static final class Connection implements PeerConnection {

		private static final Method METHOD = method();

		private final AnnotationConfigApplicationContext context;

		private final MqttTemplate template;

		private int listeners;

		private Connection(AnnotationConfigApplicationContext context, MqttTemplate template) {
			this.context = context;
			this.template = template;
		}

		private static Method method() {
			Method method = ReflectionUtils.findMethod(Listener.class, "receive", byte[].class);
			if (method == null) {
				throw new IllegalStateException("No method");
			}
			return method;
		}

		@Override
		public void publish(String topic, int qos, byte[] payload,
				BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
			this.template.to(topic).qos(QoS.of(qos)).body(payload).send().whenComplete(whenDone);
		}

		@Override
		public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
			MqttListenerContainer container = this.context.getBean(MqttListenerRegistry.class)
				.register(MqttListenerEndpoint.builder("listener-" + this.listeners++)
					.topics(filter)
					.qos(QoS.of(qos))
					.method(new Listener(handler), METHOD)
					.build());
			long end = System.nanoTime() + 10_000_000_000L;
			while (!container.isSubscribed()) {
				if (System.nanoTime() - end > 0) {
					throw new IllegalStateException("Not subscribed: " + container.refused());
				}
				Thread.onSpinWait();
			}
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

	/**
	 * A bean with a listener method.
	 */
	static final class Listener {

		private final Consumer<byte[]> handler;

		Listener(Consumer<byte[]> handler) {
			this.handler = handler;
		}

		void receive(byte[] payload) {
			this.handler.accept(payload);
		}

	}

}
