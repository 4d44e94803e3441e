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

package io.zmqtt.test.context;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.zmqtt.test.BrokerVersion;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs an {@link io.zmqtt.test.EmbeddedMqttBroker} for a test class.
 * <p>
 * In a Spring test the broker starts before the beans of the application context are made
 * and stops when the context closes. It is a bean, and the properties {@code zmqtt.host}
 * and {@code zmqtt.port} point to it, as do {@code zmqtt.username} and
 * {@code zmqtt.password} if credentials are set here, and {@code zmqtt.ssl.bundle} with
 * {@link #tls()}; {@code zmqtt.uri}, {@code zmqtt.servers} and, otherwise, TLS of the
 * application are switched off. Test classes with equal settings share a cached context
 * and its broker.
 * <p>
 * In any other JUnit test the broker starts before the first test of the class and stops
 * after the last one.
 * <p>
 * In both, constructors and methods of the test may have a parameter of type
 * {@link io.zmqtt.test.EmbeddedMqttBroker}, by which they can cut off or stall the
 * broker. After each test method it is {@link io.zmqtt.test.EmbeddedMqttBroker#restore()
 * restored}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(EmbeddedMqttBrokerExtension.class)
public @interface EmbeddedMqttBroker {

	/**
	 * The port to listen on.
	 * @return the port, or 0 for a free one
	 */
	int port() default 0;

	/**
	 * The name of the user who may connect.
	 * @return the user name; empty when everybody may connect
	 */
	String username() default "";

	/**
	 * The password of the user who may connect.
	 * @return the password
	 */
	String password() default "";

	/**
	 * The versions of MQTT to speak. Clients of others are refused; this does not change
	 * the application's {@code zmqtt.version}.
	 * @return the versions
	 */
	BrokerVersion[] versions() default { BrokerVersion.V3_1_1, BrokerVersion.V5 };

	/**
	 * Whether to listen with TLS too, with a certificate made at start, and to point the
	 * application there: {@code zmqtt.port} is the port with TLS, and
	 * {@code zmqtt.ssl.bundle} an SSL bundle that trusts the certificate.
	 * @return whether to use TLS
	 */
	boolean tls() default false;

	/**
	 * Which connections of a Spring application the broker takes the place of.
	 * @return {@link Replace#ANY} by default
	 */
	Replace replace() default Replace.ANY;

	/**
	 * Which connections a broker takes the place of.
	 */
	enum Replace {

		/**
		 * All.
		 */
		ANY,

		/**
		 * Those of the application, but not what the test says: with a property
		 * {@code zmqtt.host}, {@code zmqtt.port}, {@code zmqtt.uri} or
		 * {@code zmqtt.servers} of the test itself, such as a dynamic property, or with a
		 * bean {@code ZmqttConnectionDetails}, such as that of a container with
		 * {@code @ServiceConnection}, no broker is started.
		 */
		NON_TEST

	}

}
